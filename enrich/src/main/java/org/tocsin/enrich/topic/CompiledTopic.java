package org.tocsin.enrich.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.TopicDefinition;
import org.tocsin.query.Query;
import org.tocsin.query.QueryException;

/**
 * A topic definition and its queries, one for each language of its groups: <code>{captivity}</code> becomes the
 * parenthesis of the words that the group has in that language or in any, joined by OR; the English ones where it has
 * none. Behind {@code n OF} it becomes their list, n at most as long. So every query is short, and a word is only looked for among words of its own language. A group may name
 * another one. The query of a language is made when it is first asked for.
 */
final class CompiledTopic {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*|medtop:\\d{8}");
    private static final Pattern GROUP_NAME = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern REFERENCE = Pattern.compile("(?:(\\d{1,3}) OF )?\\{([^{}]*)}");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\b(topic:|story\\.|burst\\s*>=)");
    private static final Pattern WRITTEN =
            Pattern.compile("(?<![\\p{L}\\p{M}\\p{N}'/.:-])[\\p{L}\\p{M}']+(?![\\p{L}\\p{M}\\p{N}:'/.-])");
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT", "OF", "SCORE", "NEAR", "ANY", "TO");
    private static final int MAX_ID = 64;

    static final String ANY = "any";

    /**
     * The topic in one language.
     *
     * @param focus what must be spread through the article; null when every word of the query counts
     * @param written the clauses that name groups, as the definition has them, by their form with the groups written out
     */
    record Variant(
            TopicDefinition definition,
            String language,
            Query query,
            @Nullable Query focus,
            Map<String, String> written) {}

    private final TopicDefinition definition;
    private final List<String> languages;
    private final Map<String, Variant> variants = new ConcurrentHashMap<>();

    /** A definition of which it is known that it can be used. */
    CompiledTopic(TopicDefinition definition) {
        this.definition = definition;
        languages = languages(definition);
    }

    /** Compiles in every language; the exception lists everything that is wrong with the definition. */
    static CompiledTopic compile(TopicDefinition definition) {
        List<String> problems = new ArrayList<>();
        if (!ID.matcher(definition.id()).matches() || definition.id().length() > MAX_ID) {
            problems.add("id \"" + definition.id()
                    + "\" must be lower-case words joined by hyphens, at most 64 letters, or medtop: and eight digits");
        }
        for (String code : definition.mediaTopics()) {
            if (!MediaTopics.known(code)) {
                problems.add("mediaTopics: " + code + " is no IPTC Media Topic");
            }
        }
        if (definition.spread().paragraphs() < 1 || definition.spread().paragraphs() > 100) {
            problems.add("spread: paragraphs must be from 1 to 100");
        }
        definition.groups().forEach((name, byLanguage) -> {
            if (!GROUP_NAME.matcher(name).matches()) {
                problems.add("group \"" + name + "\": a name is lower-case words joined by hyphens");
            }
            if (byLanguage.isEmpty()) {
                problems.add("group " + name + " has no words");
            }
            byLanguage.forEach((language, words) -> problems.addAll(
                    syntax("group " + name + ", " + language, "1 OF (", words, ")", definition.groups())));
        });
        if (definition.query().isBlank()) {
            problems.add("query is missing");
        } else {
            problems.addAll(syntax("query", "", definition.query(), "", definition.groups()));
            if (!definition.query().contains("SCORE")) {
                problems.add("query: a topic needs SCORE >= n (…) with weights, so that no single word makes it fire");
            }
        }
        for (String name : definition.spread().of()) {
            if (!definition.groups().containsKey(name)) {
                problems.add("spread: there is no group " + name);
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicProblems(problems);
        }
        CompiledTopic topic = new CompiledTopic(definition);
        topic.languages.forEach(topic::variant);
        return topic;
    }

    private static List<String> languages(TopicDefinition definition) {
        List<String> languages = definition.groups().values().stream()
                .flatMap(byLanguage -> byLanguage.keySet().stream())
                .filter(language -> !language.equals(ANY))
                .distinct()
                .toList();
        return languages.isEmpty() ? List.of(ANY) : languages;
    }

    private static Variant variant(TopicDefinition definition, String language) {
        List<String> names = definition.spread().of();
        return new Variant(
                definition,
                language,
                parse(definition, definition.query(), language),
                names.isEmpty() ? null : parse(definition, "{" + String.join("} OR {", names) + "}", language),
                written(definition, language));
    }

    private static Map<String, String> written(TopicDefinition definition, String language) {
        Map<String, String> written = new HashMap<>();
        definition.groups().values().stream()
                .flatMap(group -> Stream.of(language, ANY).map(group::get))
                .filter(Objects::nonNull)
                .flatMap(list -> parts(list).stream())
                .filter(part -> REFERENCE.matcher(part).find())
                .forEach(part -> written.put(parse(definition, part, language).text(), part));
        return Map.copyOf(written);
    }

    private static Query parse(TopicDefinition definition, String text, String language) {
        String whole = expand(text, definition.groups(), language, 0);
        try {
            return Query.parse(whole);
        } catch (QueryException e) {
            throw new TopicProblems(List.of("query with its " + language + " groups written out: " + e.getMessage()));
        }
    }

    /** Mistakes of a text with references, each read as a word of the same length so that columns hold. */
    private static List<String> syntax(
            String where, String before, String text, String after, Map<String, Map<String, String>> groups) {
        List<String> problems = new ArrayList<>();
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            if (!groups.containsKey(references.group(2))) {
                problems.add("%s, column %d: there is no group %s"
                        .formatted(where, references.start() + 1, references.group(2)));
            }
        }
        Matcher forbidden = FORBIDDEN.matcher(text);
        while (forbidden.find()) {
            problems.add("%s, column %d: a topic may not ask for topics, stories or bursts"
                    .formatted(where, forbidden.start() + 1));
        }
        String plain =
                REFERENCE.matcher(text).replaceAll(match -> "(" + "x".repeat(match.end() - match.start() - 2) + ")");
        try {
            Query.parse(before + plain + after);
        } catch (QueryException e) {
            int column = Math.clamp(e.column() - before.length(), 1, text.length() + 1);
            problems.add("%s, column %d: %s"
                    .formatted(where, column, String.valueOf(e.getMessage()).replaceFirst("^column \\d+: ", "")));
        }
        return problems;
    }

    private static String expand(String text, Map<String, Map<String, String>> groups, String language, int depth) {
        if (depth > groups.size()) {
            throw new TopicProblems(List.of("groups: one refers to itself"));
        }
        return REFERENCE.matcher(text).replaceAll(match -> {
            List<String> words = words(groups.getOrDefault(match.group(2), Map.of()), groups, language, depth);
            String written = match.group(1) == null
                    ? "(" + String.join(" OR ", words) + ")"
                    : Math.min(Integer.parseInt(match.group(1)), words.size()) + " OF (" + String.join(", ", words)
                            + ")";
            return Matcher.quoteReplacement(written);
        });
    }

    private static List<String> words(
            Map<String, String> group, Map<String, Map<String, String>> groups, String language, int depth) {
        List<String> lists = Stream.of(language, ANY)
                .distinct()
                .map(group::get)
                .filter(Objects::nonNull)
                .toList();
        if (lists.isEmpty()) {
            lists = List.of(group.getOrDefault("en", group.values().iterator().next()));
        }
        return lists.stream()
                .flatMap(list -> parts(list).stream())
                .map(part -> expand(part, groups, language, depth + 1))
                .toList();
    }

    /** The queries of a list parted by commas, those inside quotes and parentheses left alone. */
    static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && !quoted && depth == 0) {
                parts.add(list.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(list.substring(from).strip());
        return parts;
    }

    /** Every single word of its groups and its query, by language: none of them may make the topic fire. */
    Map<String, List<String>> singleWords() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        definition
                .groups()
                .values()
                .forEach(byLanguage -> byLanguage.forEach((language, list) -> {
                    for (String part : parts(list)) {
                        if (part.matches("=?[\\p{L}\\p{M}']+\\*?")) {
                            words.computeIfAbsent(language, key -> new ArrayList<>())
                                    .add(part.replaceAll("[=*]", ""));
                        }
                    }
                }));
        Matcher written = WRITTEN.matcher(REFERENCE.matcher(definition.query()).replaceAll(" "));
        while (written.find()) {
            String word = written.group();
            if (!OPERATORS.contains(word)) {
                languages.forEach(language -> words.computeIfAbsent(language, key -> new ArrayList<>())
                        .add(word));
            }
        }
        return words;
    }

    TopicDefinition definition() {
        return definition;
    }

    /** The languages that it has words in; {@link #ANY} alone where it has words of no language. */
    List<String> languages() {
        return languages;
    }

    /** The topic in one of its languages. */
    Variant variant(String language) {
        return variants.computeIfAbsent(language, one -> variant(definition, one));
    }
}
