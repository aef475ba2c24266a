package org.tocsin.enrich.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.enrich.topic.CompiledTopic.Variant;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Span;
import org.tocsin.model.TopicDefinition;
import org.tocsin.model.TopicTag;
import org.tocsin.query.Document;
import org.tocsin.query.Hit;
import org.tocsin.query.MatchResult;
import org.tocsin.query.Query;
import org.tocsin.query.QueryIndex;

/**
 * Gives an article its topics. Topics may be put and removed while articles are tagged; an article sees each topic
 * either as it was or as it is. Thread-safe.
 */
public final class TopicTagger {
    /** Spans that a tag shows of one clause; the rest would swell every record that carries it. */
    static final int SPANS_PER_CLAUSE = 3;

    private final QueryIndex index = new QueryIndex();
    private volatile State state = new State(Map.of(), Map.of());

    /** The topics by id and their variants by the id that the index knows them under. */
    private record State(Map<String, CompiledTopic> topics, Map<String, Variant> variants) {
        static State of(Map<String, CompiledTopic> topics) {
            Map<String, Variant> variants = new LinkedHashMap<>();
            topics.values().forEach(topic -> topic.variants().forEach(variant -> variants.put(key(variant), variant)));
            return new State(topics, variants);
        }
    }

    private record Found(Variant variant, MatchResult result) {
        double lead() {
            return score(result) - result.threshold();
        }
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
        List<CompiledTopic> compiled =
                definitions.stream().map(CompiledTopic::compile).toList();
        Map<String, CompiledTopic> next = new LinkedHashMap<>(state.topics());
        compiled.forEach(topic -> next.put(topic.definition().id(), topic));
        become(next);
    }

    /** Takes a topic away. */
    public synchronized void remove(String id) {
        Map<String, CompiledTopic> next = new LinkedHashMap<>(state.topics());
        next.remove(id);
        become(next);
    }

    private void become(Map<String, CompiledTopic> topics) {
        State before = state;
        State next = State.of(topics);
        next.variants().forEach((key, variant) -> {
            if (!variant.equals(before.variants().get(key))) {
                index.put(key, variant.query());
            }
        });
        state = next;
        before.variants().keySet().stream()
                .filter(key -> !next.variants().containsKey(key))
                .forEach(index::remove);
    }

    /** The topics of an article with language and mentions: its own in the order of their definition, then IPTC codes. */
    public List<TopicTag> tag(EnrichedArticle article) {
        Document document = Document.of(article);
        State known = state;
        Reach reach = Reach.of(article.article());
        Map<String, Found> found = new HashMap<>();
        for (Hit hit : index.match(document)) {
            Variant variant = known.variants().get(hit.id());
            if (variant != null) {
                MatchResult result = index.explain(variant.query(), document);
                if (result.matched() && reaches(reach, variant, document, result)) {
                    found.merge(
                            variant.definition().id(),
                            new Found(variant, result),
                            (one, other) -> one.lead() >= other.lead() ? one : other);
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

    private boolean reaches(Reach reach, Variant variant, Document document, MatchResult result) {
        Query focus = variant.focus();
        List<Span> spans =
                focus == null ? result.spans() : index.explain(focus, document).spans();
        return reach.enough(spans, variant.definition().spread());
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
        return spans.stream()
                .distinct()
                .filter(span -> seen.merge(span.clause(), 1, Integer::sum) <= SPANS_PER_CLAUSE)
                .map(span -> new Span(
                        span.field(),
                        span.start(),
                        span.end(),
                        span.text(),
                        variant.written().getOrDefault(span.clause(), span.clause())))
                .toList();
    }
}
