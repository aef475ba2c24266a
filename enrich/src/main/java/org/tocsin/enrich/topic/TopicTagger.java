package org.tocsin.enrich.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tocsin.enrich.topic.CompiledTopic.Variant;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Span;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Document;
import org.tocsin.query.Explanation;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/**
 * Gives an article its topics. Topics may be put and removed while articles are tagged; an article sees each topic
 * either as it was or as it is. The queries of a language are made when the first article asks for them, or before by
 * {@link #learn}. Thread-safe.
 */
public final class TopicTagger {
    /** Spans that a tag shows of one clause; the rest would swell every record that carries it. */
    static final int SPANS_PER_CLAUSE = 3;

    /** Languages so near to each other that one is taken for the other in a short text. */
    private static final Set<String> ALIKE = Set.of("ru", "uk");

    private final QueryIndex index = new QueryIndex();
    private final Set<String> learnt = new HashSet<>();
    private volatile State state = new State(Map.of(), Map.of(), Set.of(), Set.of());

    /** A variant with the reasons why it matches and where the words of its focus stand. */
    private record Ready(Variant variant, Explanation why, Explanation focus) {}

    /**
     * The topics by id, their languages, the variants in those of them that articles have asked for by the id that the index
     * knows them under, and the languages that none has asked for yet.
     */
    private record State(
            Map<String, CompiledTopic> topics,
            Map<String, Ready> variants,
            Set<String> languages,
            Set<String> unlearnt) {
        /** Whether an article in {@code article} is asked for the words of {@code language}. */
        boolean asks(String language, String article) {
            return language.equals(CompiledTopic.ANY)
                    || language.equals(article)
                    || (ALIKE.contains(language) && ALIKE.contains(article))
                    || !languages.contains(article);
        }
    }

    private record Found(Variant variant, MatchResult result) {
        double lead() {
            return score(result) - result.threshold();
        }
    }

    /** No topics yet. */
    public TopicTagger() {}

    /** With topics of which it is known that they can be used. */
    public TopicTagger(Collection<TopicDefinition> shipped) {
        become(byId(shipped.stream().map(CompiledTopic::new), new LinkedHashMap<>()));
    }

    private static String key(Variant variant) {
        return variant.definition().id() + " " + variant.language();
    }

    /** Every single word of a topic's groups, by language; {@link TopicProblems} when the definition is bad. */
    public static Map<String, List<String>> singleWords(TopicDefinition definition) {
        return CompiledTopic.compile(definition).singleWords();
    }

    /** Adds or replaces topics; {@link TopicProblems} say what is wrong with the first bad one, and nothing changes. */
    public synchronized void put(Collection<TopicDefinition> definitions) {
        become(byId(definitions.stream().map(CompiledTopic::compile), new LinkedHashMap<>(state.topics())));
    }

    private static Map<String, CompiledTopic> byId(Stream<CompiledTopic> topics, Map<String, CompiledTopic> all) {
        topics.forEach(topic -> all.put(topic.definition().id(), topic));
        return all;
    }

    /** Takes a topic away. */
    public synchronized void remove(String id) {
        Map<String, CompiledTopic> next = new LinkedHashMap<>(state.topics());
        next.remove(id);
        become(next);
    }

    /** Makes ready for every language, one after the other. */
    public void learn() {
        state.unlearnt().forEach(language -> learn(Set.of(language)));
    }

    private synchronized void learn(Set<String> languages) {
        if (learnt.addAll(languages)) {
            become(state.topics());
        }
    }

    /** How things stand when all has been made that an article in a language is asked for. */
    private State learntFor(String language) {
        Set<String> asked = new HashSet<>(state.unlearnt());
        asked.removeIf(one -> !state.asks(one, language));
        if (!asked.isEmpty()) {
            learn(asked);
        }
        return state;
    }

    private void become(Map<String, CompiledTopic> topics) {
        State before = state;
        Map<String, Ready> variants = new LinkedHashMap<>();
        Set<String> languages = new LinkedHashSet<>();
        for (CompiledTopic topic : topics.values()) {
            languages.addAll(topic.languages());
            for (String language : topic.languages()) {
                if (learnt.contains(language)) {
                    Variant variant = topic.variant(language);
                    String key = key(variant);
                    Ready ready = before.variants().get(key);
                    if (ready == null || !ready.variant().equals(variant)) {
                        index.put(key, variant.query());
                        ready = ready(variant);
                    }
                    variants.put(key, ready);
                }
            }
        }
        Set<String> unlearnt = new LinkedHashSet<>(languages);
        unlearnt.removeAll(learnt);
        state = new State(topics, variants, languages, unlearnt);
        before.variants().keySet().stream()
                .filter(key -> !variants.containsKey(key))
                .forEach(index::remove);
    }

    private Ready ready(Variant variant) {
        Explanation why = index.explanation(variant.query());
        Query focus = variant.focus();
        return new Ready(variant, why, focus == null ? why : index.explanation(focus));
    }

    /** The topics of an article with language and mentions: its own in the order of their definition, then IPTC codes. */
    public List<TopicTag> tag(EnrichedArticle article) {
        Document document = Document.of(article);
        String language = article.article().language();
        State known = state.unlearnt().isEmpty() ? state : learntFor(language);
        Reach reach = null;
        Map<String, Found> found = new HashMap<>();
        for (Hit hit : index.match(document)) {
            Ready ready = known.variants().get(hit.id());
            if (ready != null && known.asks(ready.variant().language(), language)) {
                reach = reach == null ? Reach.of(article.article()) : reach;
                if (reach.enough(
                        ready.focus(), document, ready.variant().definition().spread())) {
                    MatchResult result = ready.why().of(document, SPANS_PER_CLAUSE);
                    if (result.matched()) {
                        found.merge(
                                ready.variant().definition().id(),
                                new Found(ready.variant(), result),
                                (one, other) -> one.lead() >= other.lead() ? one : other);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            return List.of();
        }
        List<TopicTag> tags = new ArrayList<>();
        Map<String, TopicTag> codes = new TreeMap<>();
        for (String id : known.topics().keySet()) {
            Found one = found.get(id);
            if (one != null) {
                add(one.variant(), one.result(), tags, codes);
            }
        }
        tags.addAll(codes.values());
        return tags;
    }

    private static double score(MatchResult result) {
        return result.score() == null ? 0 : result.score();
    }

    private static void add(Variant variant, MatchResult result, List<TopicTag> tags, Map<String, TopicTag> codes) {
        TopicDefinition definition = variant.definition();
        TopicTag tag = new TopicTag(
                definition.id(),
                definition.version(),
                score(result),
                result.threshold(),
                shown(variant, result.spans()));
        List<String> own = new ArrayList<>(definition.mediaTopics());
        if (MediaTopics.known(definition.id())) {
            own.add(definition.id());
        } else {
            tags.add(tag);
        }
        for (String code : own) {
            better(codes, code, tag);
            MediaTopics.broader(code).forEach(broader -> better(codes, broader, tag));
        }
    }

    /** A code is explained by the strongest of the topics that it comes with. */
    private static void better(Map<String, TopicTag> codes, String code, TopicTag tag) {
        codes.merge(
                code,
                new TopicTag(code, tag.version(), tag.score(), tag.threshold(), tag.evidence()),
                (one, other) -> one.score() - one.threshold() >= other.score() - other.threshold() ? one : other);
    }

    /** The spans with each clause as the definition has it, a few of each clause. */
    private static List<Span> shown(Variant variant, List<Span> spans) {
        Map<String, Integer> seen = new HashMap<>();
        List<Span> shown = new ArrayList<>(spans.size());
        for (Span span : spans) {
            Span own = new Span(
                    span.field(),
                    span.start(),
                    span.end(),
                    span.text(),
                    variant.written().getOrDefault(span.clause(), span.clause()));
            if (!shown.contains(own) && seen.merge(span.clause(), 1, Integer::sum) <= SPANS_PER_CLAUSE) {
                shown.add(own);
            }
        }
        return shown;
    }
}
