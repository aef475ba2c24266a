package org.tocsin.dashboard;

import io.javalin.http.Context;
import java.util.zip.CRC32C;
import org.tocsin.model.Json;

/** JSON answers with an {@code ETag}: who asks again with it is told when nothing has changed. */
final class Answers {
    private Answers() {}

    static void json(Context context, Object value) {
        byte[] body = Json.bytes(value);
        CRC32C sum = new CRC32C();
        sum.update(body);
        String tag = "\"%x-%x\"".formatted(sum.getValue(), body.length);
        context.header("ETag", tag).header("Cache-Control", "no-cache");
        if (tag.equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType("application/json").result(body);
    }
}
