package org.tocsin.runtime;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags (RFC 9110, section 8.8.3). Every answer to {@code GET} that is whole has one: what its handler gave it in
 * {@code ETag}, such as a version, else one of its bytes; and who names it in {@code If-None-Match} is told 304.
 */
public final class EntityTags {
    private static final Pattern ONE = Pattern.compile("\\G\\s*(?:,\\s*)*(?:W/)?(\"[^\"]*\")\\s*(?:,|$)");

    private EntityTags() {}

    /** The tag of what may come as other bytes of the same meaning, compressed for one. */
    public static String of(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return "W/\"%x-%x\"".formatted(sum.getValue(), bytes.length);
    }

    /** The tag of a version. */
    public static String of(int version) {
        return "\"" + version + "\"";
    }

    /**
     * Whether a header such as {@code If-Match} names {@code tag}: as {@code *}, or in its list, by the weak comparison,
     * since what stands in between weakens the tags of what it compresses. False where there is no header.
     */
    public static boolean named(@Nullable String header, String tag) {
        if (header == null) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        String wanted = tag.startsWith("W/") ? tag.substring(2) : tag;
        Matcher one = ONE.matcher(header);
        while (one.find()) {
            if (wanted.equals(one.group(1))) {
                return true;
            }
        }
        return false;
    }

    /** Called after every handler. */
    static void tag(Context context) {
        String method = context.req().getMethod();
        if (context.statusCode() != 200 || !(method.equals("GET") || method.equals("HEAD"))) {
            return;
        }
        String tag = context.res().getHeader("ETag");
        if (tag == null) {
            if (!(context.resultInputStream() instanceof ByteArrayInputStream body)) {
                return;
            }
            tag = of(body.readAllBytes());
            body.reset();
            context.header("ETag", tag);
        }
        if (context.res().getHeader("Cache-Control") == null) {
            context.header("Cache-Control", "no-cache");
        }
        if (named(context.header("If-None-Match"), tag)) {
            context.status(304).result(new byte[0]);
        }
    }
}
