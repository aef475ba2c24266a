package org.tocsin.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A channel that is one HTTP request. 2xx alone is success; a redirect is a failure, 410 ends it, and {@code Retry-After}
 * of any other failure is heeded.
 */
abstract class HttpChannel implements Channel {
    private final String name;
    private final GuardedClient client;

    HttpChannel(String name, GuardedClient client) {
        this.name = name;
        this.client = client;
    }

    @Override
    public final String name() {
        return name;
    }

    /** The request that carries the message. */
    abstract Request request(Message message);

    /** Where a message to the destination goes. */
    abstract String address(Destination destination, String secret);

    /** The field that the address is made of. */
    String addressField(String secret) {
        return "target";
    }

    /** What else is wrong with the destination. */
    List<Problem> problems(Destination destination, String secret) {
        return List.of();
    }

    @Override
    public final List<Problem> check(Destination destination, String secret) {
        List<Problem> problems = new ArrayList<>(problems(destination, secret));
        String field = addressField(secret);
        if (problems.stream().anyMatch(problem -> problem.field().equals(field))) {
            return problems;
        }
        try {
            WebUrl url = WebUrl.parse(address(destination, secret));
            Optional<String> refusal = !url.credentials().isEmpty() && !field.equals("secret")
                    ? Optional.of("leave out user and password, since addresses are listed as they are written")
                    : client.refusal(url);
            refusal.ifPresent(why -> problems.add(new Problem(field, why)));
        } catch (IllegalArgumentException e) {
            // the address may be a secret
            String why = address(destination, secret).equals(destination.target())
                    ? String.valueOf(e.getMessage())
                    : "its address is no http or https address";
            problems.add(new Problem(field, why));
        }
        return problems;
    }

    /** What is wrong with a token, which a header has to bear. */
    static List<Problem> tokenProblems(String token) {
        return token.matches("[\\x21-\\x7e]*")
                ? List.of()
                : List.of(new Problem(
                        "secret", "it may have letters, digits and signs of ASCII, no spaces and no line breaks"));
    }

    @Override
    public final String host(Destination destination, String secret) {
        WebUrl url = WebUrl.parse(address(destination, secret));
        return url.host() + ":" + url.port();
    }

    @Override
    public final Result send(Message message) {
        Request request;
        try {
            request = request(message);
        } catch (IllegalArgumentException e) {
            // what is said of an address repeats it, and it may be a secret
            return new Result.Failed("the request cannot be made; check the address and the secret", 0);
        }
        return switch (client.send(request)) {
            case Answer.Received answer when answer.successful() -> accepted(answer);
            case Answer.Received answer
            when answer.status() == 410 -> new Result.Gone("the endpoint answered 410 Gone");
            case Answer.Received answer ->
                new Result.Failed(
                        "the endpoint answered " + answer.status(),
                        Math.max(retryAfter(answer.header("retry-after"), message.at()), wish(answer)));
            case Answer.Failed failed -> new Result.Failed(failed.message(), 0);
        };
    }

    /** What an answer with a 2xx status means, for protocols that can say no in its body. */
    Result accepted(Answer.Received answer) {
        return new Result.Delivered();
    }

    /** Seconds to wait that a failure asks for in its body, for protocols that have no {@code Retry-After}. */
    long wish(Answer.Received answer) {
        return 0;
    }

    /** The body as JSON, {@code MissingNode} when it is none. */
    static JsonNode json(Answer.Received answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    static Request post(String address, Map<String, String> headers, Object json) {
        Request request = Request.post(
                WebUrl.parse(address), "application/json; charset=utf-8", Json.bytes(json), Limits.MESSAGE);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        return request;
    }

    /** Seconds or a date; 0 when it is neither. */
    static long retryAfter(String header, Instant now) {
        if (header.matches("\\d{1,9}")) {
            return Long.parseLong(header);
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
            return Math.max(0, Duration.between(now, until).toSeconds());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    static String utf8(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
