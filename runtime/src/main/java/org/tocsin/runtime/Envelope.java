package org.tocsin.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;

/**
 * What all answers of the HTTP server have in common, also those to what is no request that a route could be asked for:
 * headers by which a browser makes no more of an answer than it is, which a page replaces by its own, and
 * {@link Problem} details instead of the server's pages of errors.
 */
final class Envelope extends ErrorHandler implements HttpConfiguration.Customizer {
    private static final List<HttpField> HEADERS = List.of(
            new PreEncodedHttpField(
                    "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"));

    /** Of answers over TLS alone: a browser that has seen it asks this host over TLS only, for a year. */
    private static final HttpField TLS_ONLY =
            new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

    /** Longest path that is told as {@code instance}, in characters. */
    private static final int MAX_INSTANCE = 200;

    private final List<HttpField> headers;

    /** {@code secure} is whether the server speaks TLS. */
    Envelope(boolean secure) {
        headers = secure ? Stream.concat(HEADERS.stream(), Stream.of(TLS_ONLY)).toList() : HEADERS;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        headers.forEach(answer::put);
        if (!request.getMethod().chars().allMatch(letter -> letter >= 'A' && letter <= 'Z')) {
            throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501, "there is no such method");
        }
        return request;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpFields.Mutable answer = response.getHeaders();
        headers.forEach(answer::put);
        answer.put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        String detail = code == HttpStatus.INTERNAL_SERVER_ERROR_500 || message == null
                ? "the request failed before it was read"
                : message;
        response.write(true, ByteBuffer.wrap(Json.bytes(Problem.of(code, detail, instance(request)))), callback);
    }

    /** The path of a request that may be none. */
    private static String instance(Request request) {
        try {
            String path = new URI(String.valueOf(request.getHttpURI().getPath())).toASCIIString();
            return path.length() > MAX_INSTANCE || !path.startsWith("/") ? "/" : path;
        } catch (URISyntaxException e) {
            return "/";
        }
    }
}
