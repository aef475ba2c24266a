package org.tocsin.enrich.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * OpenNLP's language model (103 languages, character n-grams, maximum entropy), asked about the languages of news only:
 * without that a headline is often taken for Latin, Waray or Bashkir.
 */
final class NgramModel {
    /** What one function word or telling letter adds to the logarithm of a language's probability. */
    private static final double VOTE = 0.8;

    /** What the feed's word adds. */
    private static final double HINT = 1.0;

    /** What the model is asked about; a headline's worth, since it is slow. */
    private static final int MAX_CHARS = 160;

    /** The commonest languages of news in each script, in logarithms. */
    private static final Map<String, Double> PRIOR = Map.of("en", 0.3, "de", 0.1, "ru", 0.6, "uk", 0.3);

    /** The least distance between the two likeliest, in logarithms. */
    private static final double MARGIN = 0.02;

    private static final Map<String, String> LATIN = Map.ofEntries(
            Map.entry("eng", "en"),
            Map.entry("deu", "de"),
            Map.entry("fra", "fr"),
            Map.entry("spa", "es"),
            Map.entry("ita", "it"),
            Map.entry("por", "pt"),
            Map.entry("nld", "nl"),
            Map.entry("pol", "pl"),
            Map.entry("ces", "cs"),
            Map.entry("slk", "sk"),
            Map.entry("slv", "sl"),
            Map.entry("hrv", "hr"),
            Map.entry("ron", "ro"),
            Map.entry("hun", "hu"),
            Map.entry("swe", "sv"),
            Map.entry("dan", "da"),
            Map.entry("nob", "no"),
            Map.entry("fin", "fi"),
            Map.entry("tur", "tr"));
    private static final Map<String, String> CYRILLIC =
            Map.of("rus", "ru", "ukr", "uk", "bul", "bg", "bel", "be", "srp", "sr", "mkd", "mk");

    private static final LanguageDetectorModel MODEL = load();
    private static final ThreadLocal<LanguageDetectorME> DETECTOR =
            ThreadLocal.withInitial(() -> new LanguageDetectorME(MODEL));

    private NgramModel() {}

    /** The likeliest language, or empty when two are as likely. */
    static String choose(String text, Script script, Map<String, Double> votes, String hint) {
        Map<String, String> codes = script == Script.CYRILLIC ? CYRILLIC : LATIN;
        Map<String, Double> likelihood = new HashMap<>();
        for (Language language :
                DETECTOR.get().predictLanguages(text.substring(0, Math.min(MAX_CHARS, text.length())))) {
            String code = codes.get(language.getLang());
            if (code != null) {
                likelihood.put(
                        code,
                        Math.log(language.getConfidence())
                                + VOTE * votes.getOrDefault(code, 0.0)
                                + PRIOR.getOrDefault(code, 0.0)
                                + (code.equals(hint) ? HINT : 0));
            }
        }
        String best = "";
        double most = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, Double> entry : likelihood.entrySet()) {
            if (entry.getValue() > most) {
                second = most;
                most = entry.getValue();
                best = entry.getKey();
            } else {
                second = Math.max(second, entry.getValue());
            }
        }
        return most - second < MARGIN ? "" : best;
    }

    private static LanguageDetectorModel load() {
        try (InputStream in = Objects.requireNonNull(
                NgramModel.class.getResourceAsStream("/langdetect-183.bin"),
                "the language model is not on the class path")) {
            return new LanguageDetectorModel(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
