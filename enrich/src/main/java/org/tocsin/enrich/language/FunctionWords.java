package org.tocsin.enrich.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commonest words of each language that say nothing by themselves; a word of several languages votes for each. */
final class FunctionWords {
    private static final Map<String, String> LISTS = Map.ofEntries(
            Map.entry(
                    "en",
                    "the of and to in for with on after says is at by from as a has his her their are were been this that"
                            + " it she an be out up over into will not who more than amid against was how why what when"
                            + " about could would should its have had but or you we they"),
            Map.entry(
                    "de",
                    "der die das und in von mit den im für nach ein eine ist auf dem zu des sich nicht bei einer einen"
                            + " wird aus wie als auch um zum zur vor über gegen werden sind hat haben dass wegen am an er"
                            + " sie es was so noch nur"),
            Map.entry(
                    "fr",
                    "le la les de des du et en un une à au aux pour dans sur par est que qui pas avec son sa ses ce cette"
                            + " il elle ne se plus sont"),
            Map.entry(
                    "es",
                    "el la los las de del y en un una a al por para con su sus que es se no lo como más pero sobre tras"
                            + " entre"),
            Map.entry(
                    "it",
                    "il lo la gli le di del della dei e in un una a al alla per con da dal su che è non si sono come più"
                            + " nel nella"),
            Map.entry(
                    "pt",
                    "o a os as de do da dos das e em no na um uma para por com que é não se mais ao pelo pela como são"),
            Map.entry(
                    "nl",
                    "de het een en van in op te voor met is dat die niet zijn aan er om ook als bij uit naar door over"
                            + " wordt"),
            Map.entry("pl", "w z na do że się nie jest i po od za o przez jak dla są to ma który oraz ze we jego"),
            Map.entry("cs", "v z na do že se ne je a po od za o pro jak jsou to má který ve ze při by už také podle"),
            Map.entry("sk", "v z na do že sa nie je a po od za o pre ako sú to má ktorý vo zo pri by už aj podľa"),
            Map.entry("sl", "v z na do da se ne je in po od za o pri kot so to ki bi že tudi ter pa"),
            Map.entry("sv", "och i att det som en på är av för med till den har de inte om ett"),
            Map.entry("tr", "ve bir bu için ile da de ne çok daha gibi olarak olan"),
            Map.entry(
                    "ru", "и в на с по что из для не от как за о его это после были был к у же при об до а но все так"),
            Map.entry(
                    "uk", "і й у в на з що та до для не від як за про його це після були був а але також щодо під час"),
            Map.entry("bg", "и в на с по че от за не да се е са към при до като но след ще това"));

    private static final Map<String, List<String>> LANGUAGES = byWord();

    private FunctionWords() {}

    /** The languages that a word in lower case votes for. */
    static List<String> languages(String word) {
        return LANGUAGES.getOrDefault(word, List.of());
    }

    private static Map<String, List<String>> byWord() {
        Map<String, List<String>> languages = new HashMap<>();
        LISTS.forEach((language, words) -> {
            for (String word : words.split(" ", -1)) {
                languages.computeIfAbsent(word, key -> new ArrayList<>()).add(language);
            }
        });
        return languages;
    }
}
