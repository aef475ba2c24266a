package org.tocsin.enrich.entity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tocsin.enrich.entity.KnowledgeBuild.Draft;
import tools.jackson.databind.JsonNode;

/** People, organisations, events and equipment with their Wikidata ids, cleaned of what is no name. */
final class PeopleAndOrganizations {
    private static final Pattern EVENT = Pattern.compile(
            "(?i).*\\b(?:war|wars|battle|siege|offensive|invasion|revolution|uprising|massacre|treaty|protocol|agreements?|accords?|pact|crisis|conflict|election|summit|operation|olympics|games|conference|attack|attacks|bombing|airstrike|strike|strikes|insurgency|annexation|referendum|intervention|campaign|memorandum|brexit|euromaidan|holodomor|holocaust|maidan|minsk ii|rebellion|mutiny|coup|raid|sinking|flight|disaster|incursion|genocide|famine|exercise|zapad \\d+|capture|crash|protests|talks|війна|битва|облога|наступ|операція|революція|повстання|угода|війни|договір|конфлікт|голодомор|майдан|война|битва|осада|операция|революция|восстание|договор|соглашение)\\b.*");
    /** Abbreviations of things, which organisations have for a name as well. */
    private static final Set<String> THINGS = Set.of(
            ("AIDS AI AR ATM ATV BIP BMI BMX BNP BSE CBD CEO CFO CGI CSR CT CTE CTO CV DIY DJ DNA DNS DVD EKG ESG ETF EV FAQ GDP GIF"
                            + " GMO GPS HD HDMI HIV HR HTML IPO IQ ISBN IT IVF KI LCD LED LGBT LGBTQ LNG LPG MBA MP3 MPG MRI MRT MVP"
                            + " NFT NGO PC PDF PIN PKW LKW PTSD QR RNA RV SARS SMS SUV TB TV UAV UFO UHD URL USB UTC GMT CET VAR"
                            + " VAT VIP VPN VR WWW XML ДНК ВВП ДТП СПИД ВИЧ НПЗ АЗС БПЛА ПВО ППО АЕС АЭС ТЭЦ ТЕЦ ЖКХ СНІД ВІЛ")
                    .split(" "));

    private static final Pattern CYRILLIC_ADJECTIVE =
            Pattern.compile("\\p{IsCyrillic}+(?:ий|ый|ой|ая|яя|ое|ее|ые|ие|ська|цька|зька|ське|цьке|ські|цькі)");
    private static final int SHORTEST_CYRILLIC = 5;
    private static final Set<String> SINGLE_WORDS = Set.of("en", "uk", "ru", "ko", "de", "fr", "es", "pl");

    private final List<Draft> certain = new ArrayList<>();
    private final List<Draft> doubtful = new ArrayList<>();

    private PeopleAndOrganizations() {}

    static PeopleAndOrganizations read(Path file) throws IOException {
        PeopleAndOrganizations all = new PeopleAndOrganizations();
        KnowledgeBuild.lines(file).forEach(all::add);
        all.certain.sort(Comparator.comparingInt((Draft draft) -> -draft.rank));
        return all;
    }

    /** Takes those out that are none. */
    void drop(Predicate<Draft> none) {
        certain.removeIf(none);
        doubtful.removeIf(none);
    }

    /** Curated entities, those with names in many languages first. */
    List<Draft> certain() {
        return certain;
    }

    /** Noisy ones: names of two words or more only. */
    List<Draft> doubtful() {
        return doubtful;
    }

    private void add(JsonNode line) {
        int tier = line.path("tier").asInt(3);
        String type = switch (line.path("type").asString("")) {
            case "person" -> "person";
            case "org" -> "organization";
            case "event" -> "event";
            default -> "product";
        };
        String description = line.path("desc").asString("");
        if (description.contains("disambiguation")) {
            return;
        }
        Set<String> ambiguous = new HashSet<>();
        line.path("ambiguous").forEach(name -> ambiguous.add(name.asString()));
        Draft draft = new Draft(line.path("id").asString(), type);
        draft.description = description;
        draft.rank = line.path("names").size() * 4 - tier;
        for (String part : List.of("names", "derived")) {
            line.path(part).properties().forEach(entry -> {
                if (GeoNames.LANGUAGES.contains(entry.getKey())) {
                    entry.getValue().forEach(name -> add(draft, entry.getKey(), name.asString(), tier, ambiguous));
                }
            });
        }
        if (draft.type.equals("event")
                && draft.names.values().stream()
                        .noneMatch(names -> EVENT.matcher(names.getFirst()).matches())) {
            return;
        }
        if (draft.hasNames()) {
            (tier == 3 ? doubtful : certain).add(draft);
        }
    }

    private static void add(Draft draft, String language, String written, int tier, Set<String> ambiguous) {
        String name = written.replaceAll("\\s*\\(.*?\\)", "")
                .replaceAll("[«»\"“”]", "")
                .strip();
        if (draft.type.equals("person") && Set.of("uk", "ru").contains(language)) {
            name = firstNameFirst(name);
        }
        boolean single = name.indexOf(' ') < 0 && name.indexOf('-') < 0;
        boolean acronym =
                single && name.length() <= 7 && name.equals(name.toUpperCase(Locale.ROOT)) && name.length() >= 2;
        boolean asian = name.codePoints().anyMatch(c -> Character.isIdeographic(c))
                || Stems.hangul(name.isEmpty() ? ' ' : name.charAt(0));
        if (name.length() < 2 || name.contains(",") || (ambiguous.contains(written) && (single || tier > 1))) {
            return;
        }
        if (!asian
                && !Character.isUpperCase(name.codePointAt(0))
                && !Character.isDigit(name.charAt(0))
                && !draft.type.equals("event")) {
            if (single || draft.type.equals("person") || !SINGLE_WORDS.contains(language)) {
                return;
            }
        }
        if (draft.type.equals("event")
                && language.equals("en")
                && ((!Character.isUpperCase(name.codePointAt(0)) && !Character.isDigit(name.charAt(0)))
                        || Character.isLowerCase(
                                name.substring(name.lastIndexOf(' ') + 1).codePointAt(0)))) {
            return;
        }
        if (draft.type.equals("event") && single && !Character.isUpperCase(name.codePointAt(0))) {
            return;
        }
        boolean vague = CYRILLIC_ADJECTIVE.matcher(name).matches()
                || (Stems.cyrillic(name.charAt(0)) && name.length() < SHORTEST_CYRILLIC);
        if (single && (THINGS.contains(name) || (!acronym && vague && draft.type.equals("organization")))) {
            return;
        }
        if (language.equals("en") && name.startsWith("The ") && draft.type.equals("organization")) {
            name = name.substring(4);
        }
        if (single && !asian && (tier == 3 || draft.type.equals("person") || (name.length() < 3 && !acronym))) {
            return;
        }
        if (single && acronym && (tier > 2 || name.length() <= 2)) {
            return;
        }
        draft.name(language, name);
    }

    /** Зеленський Володимир Олександрович as Володимир Зеленський, likewise with the first name and patronymic in front. */
    private static String firstNameFirst(String name) {
        String[] words = name.replace(",", "").split(" ", -1);
        if (words.length == 3) {
            for (int patronymic : new int[] {1, 2}) {
                if (words[patronymic].matches(".*(?:ович|евич|івна|ївна|йович|овна|евна|ич|ична)")) {
                    return patronymic == 2 ? words[1] + " " + words[0] : words[0] + " " + words[2];
                }
            }
        }
        return name;
    }
}
