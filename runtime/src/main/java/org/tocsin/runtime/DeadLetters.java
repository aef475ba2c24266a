package org.tocsin.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Topic;

/**
 * Where a Streams application puts what it cannot write: a result that is too large or that has no JSON form sends its
 * source record to {@code tocsin.dead-letters}, with the same headers that Streams gives to unreadable records, and the
 * application goes on. Every other failure, such as a broker that refuses, stops it.
 */
public final class DeadLetters implements ProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> result, Exception error) {
        return error instanceof RecordTooLargeException
                ? Response.resume(List.of(letter(context, error)))
                : Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kafka declares it
    public Response handleSerializationError(
            ErrorHandlerContext context, ProducerRecord result, Exception error, SerializationExceptionOrigin origin) {
        return Response.resume(List.of(letter(context, new SerializationException(error))));
    }

    private static ProducerRecord<byte[], byte[]> letter(ErrorHandlerContext source, Exception error) {
        LOG.atWarn()
                .addKeyValue("topic", source.topic())
                .addKeyValue("partition", source.partition())
                .addKeyValue("offset", source.offset())
                .addKeyValue("error", error.toString())
                .log("record set aside");
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(Topic.DEAD_LETTERS.name(), source.sourceRawKey(), source.sourceRawValue());
        header(letter, "exception", error.getClass().getName());
        header(letter, "message", String.valueOf(error.getMessage()));
        header(letter, "topic", source.topic());
        header(letter, "partition", String.valueOf(source.partition()));
        header(letter, "offset", String.valueOf(source.offset()));
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add("__streams.errors." + name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void configure(Map<String, ?> settings) {}
}
