package org.tocsin.dashboard;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.runtime.EntityTags;

/**
 * The page's own files and its libraries, all from this server: no request leaves for anywhere else. Scripts and styles
 * stand in files only, which their Content-Security-Policy enforces.
 */
final class Assets {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String JARS = "/META-INF/resources/webjars/";

    /** Libraries by the name under which the page asks for them. */
    static final Map<String, String> LIBRARIES = Map.of(
            "preact.js", JARS + "preact/10.28.0/dist/preact.module.js",
            "hooks.js", JARS + "preact/10.28.0/hooks/dist/hooks.module.js",
            "uplot.js", JARS + "uplot/1.6.30/dist/uPlot.esm.js",
            "uplot.css", JARS + "uplot/1.6.30/dist/uPlot.min.css",
            "d3.js", JARS + "d3/7.9.0/dist/d3.min.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml; charset=utf-8");

    private static final class Asset {
        private final byte[] content;
        private final String tag;
        private final String type;

        Asset(byte[] content, String type) {
            this.content = content;
            this.type = type;
            tag = EntityTags.of(content);
        }
    }

    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    void routes(JavalinDefaultRoutingApi routes) {
        routes.get("/", context -> serve(context, "index.html"));
        routes.get("/api", context -> serve(context, "api.html"));
        routes.get("/assets/<file>", context -> serve(context, context.pathParam("file")));
    }

    private void serve(Context context, String file) {
        Asset asset = read.computeIfAbsent(file, Assets::load);
        context.header("Content-Security-Policy", POLICY)
                .header("ETag", asset.tag)
                .contentType(asset.type)
                .result(asset.content);
    }

    private static Asset load(String file) {
        String ending = file.substring(file.lastIndexOf('.') + 1);
        String type = TYPES.get(ending);
        if (!file.matches("[a-z0-9/-]+\\.[a-z]+") || type == null) {
            throw new NotFoundResponse("no file " + file);
        }
        String path = LIBRARIES.getOrDefault(file.replaceFirst("^lib/", ""), "/org/tocsin/dashboard/page/" + file);
        try (InputStream in = Assets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NotFoundResponse("no file " + file);
            }
            byte[] content = in.readAllBytes();
            if (file.equals("lib/hooks.js")) {
                // a browser finds no module by its bare name without a map of names, and a map would have to stand
                // inline
                content = new String(content, StandardCharsets.UTF_8)
                        .replace("from\"preact\"", "from\"./preact.js\"")
                        .getBytes(StandardCharsets.UTF_8);
            }
            return new Asset(content, type);
        } catch (IOException e) {
            throw new IllegalStateException("the program's own file " + path + " cannot be read", e);
        }
    }
}
