package org.tocsin.dashboard;

import io.javalin.http.Context;
import org.tocsin.model.Json;
import org.tocsin.runtime.EntityTags;

/** JSON answers. */
final class Answers {
    private Answers() {}

    static void json(Context context, Object value) {
        context.contentType("application/json").result(Json.bytes(value));
    }

    /**
     * An answer that says what time it is about, and so is never the same twice.
     *
     * @param told what it says of that time: while this is the same, nothing has changed
     */
    static void json(Context context, Object value, Object told) {
        context.header("ETag", EntityTags.of(Json.bytes(told)));
        json(context, value);
    }
}
