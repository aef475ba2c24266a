package org.tocsin.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.tocsin.enrich.Tagger;
import org.tocsin.model.Article;
import org.tocsin.model.EnrichedArticle;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import org.tocsin.model.Source;
import org.tocsin.model.Topic;
import org.tocsin.runtime.KafkaSettings;

/** Full English texts, tagged once and looped to any number, each time under another id, outlet and time. */
final class Past {
    static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2034-01-01T00:00:00Z");

    private static final String TEXTS = "news/fulltext-war-en-2022-2024.jsonl.gz";

    private final String texts;
    private final int characters;
    private final Origin origin;

    /** @param characters of each text */
    Past(Path data, int characters, Origin origin) throws IOException {
        texts = String.join("\n\n", Texts.read(data, Integer.MAX_VALUE, TEXTS));
        this.characters = characters;
        this.origin = origin;
    }

    /** Writes {@code number} articles into {@code tocsin.enriched}; answers their bytes as JSON. */
    long fill(KafkaSettings kafka, Tagger tagger, int number) {
        List<EnrichedArticle> tagged = IntStream.range(0, Math.min(number, texts.length() / characters))
                .parallel()
                .mapToObj(i -> tagger.tag(article(i, "a" + i, at(i))))
                .toList();
        long bytes = 0;
        try (Producer<String, byte[]> producer = kafka.bulkProducer()) {
            for (int i = 0; i < number; i++) {
                EnrichedArticle one = tagged.get(i % tagged.size());
                Article article = article(i, "a" + i, at(i));
                EnrichedArticle enriched = new EnrichedArticle(
                        article,
                        one.mentions(),
                        one.topics(),
                        "story-" + i / 5,
                        i % 5 == 0,
                        1 + i % 5,
                        List.of(),
                        "",
                        i + 1L,
                        0,
                        one.knowledgeVersion());
                byte[] json = Json.bytes(enriched);
                bytes += json.length;
                var _ = producer.send(new ProducerRecord<>(
                        Topic.ENRICHED.name(), null, article.ingested().toEpochMilli(), article.id(), json));
            }
        }
        return bytes;
    }

    private static Instant at(int number) {
        return FROM.plus(Duration.ofSeconds(30L * number));
    }

    /** An article of the text with that number, which begins anew where there are no more. */
    Article article(int number, String id, Instant at) {
        int text = number % (texts.length() / characters);
        String body = texts.substring(text * characters, (text + 1) * characters);
        int line = Math.clamp(body.indexOf(' ', 60), 1, 100);
        String outlet = "outlet" + number % 200;
        return new Article(
                id,
                1,
                "https://" + outlet + ".example/" + number,
                body.substring(0, line).replace('\n', ' '),
                "",
                body.substring(line),
                "en",
                List.of(),
                new Source(outlet, outlet, outlet + ".example", "UA", ""),
                at,
                at,
                origin,
                false,
                List.of(),
                "",
                "");
    }
}
