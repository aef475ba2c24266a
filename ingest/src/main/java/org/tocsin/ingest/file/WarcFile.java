package org.tocsin.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.WarcReader;
import org.netpreserve.jwarc.WarcRecord;
import org.netpreserve.jwarc.WarcResource;
import org.netpreserve.jwarc.WarcResponse;

/**
 * A web archive: the article of every page in it. Pages are HTML answers with status 200 and HTML resources; requests,
 * metadata, images and other answers are passed over and not counted. Items are numbered by record.
 */
final class WarcFile {
    private final ArticleFile file;
    private final Items items;

    WarcFile(ArticleFile file, Items items) {
        this.file = file;
        this.items = items;
    }

    void read(String name, InputStream input) {
        long number = 0;
        try (WarcReader reader = new WarcReader(input)) {
            while (true) {
                number++;
                Optional<WarcRecord> record = reader.next();
                if (record.isEmpty()) {
                    return;
                }
                page(name, number, record.get());
            }
        } catch (IOException | RuntimeException e) {
            // of a broken header the library fails in many ways
            ArticleFile.reject(
                    items,
                    name,
                    number,
                    "warc",
                    "the archive is broken here, and what follows is not read: " + e.getMessage());
        }
    }

    private void page(String name, long number, WarcRecord record) {
        try {
            if (record instanceof WarcResponse response && isHttp(response)) {
                HttpResponse http = response.http();
                String type = http.headers().first("Content-Type").orElse("");
                if (http.status() == 200 && isHtml(type)) {
                    add(
                            name,
                            number,
                            http.bodyDecoded().stream(),
                            type,
                            address(response),
                            record.date().toString());
                }
            } else if (record instanceof WarcResource resource) {
                String type = resource.contentType().toString();
                if (isHtml(type)) {
                    add(
                            name,
                            number,
                            resource.body().stream(),
                            type,
                            address(resource),
                            record.date().toString());
                }
            }
        } catch (IOException | RuntimeException e) {
            ArticleFile.reject(items, name, number, "http", "the answer is broken: " + e.getMessage());
        }
    }

    /** Where a record says that it was fetched, empty where it does not say. */
    private static String address(WarcRecord record) {
        return record.headers().first("WARC-Target-URI").orElse("");
    }

    private static boolean isHttp(WarcResponse response) {
        return response.contentType().toString().toLowerCase(Locale.ROOT).startsWith("application/http");
    }

    private static boolean isHtml(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("text/html") || lower.startsWith("application/xhtml");
    }

    private void add(String name, long number, InputStream body, String type, String address, String fetched)
            throws IOException {
        byte[] bytes = body.readNBytes(ArticleFile.MAX_ITEM_BYTES + 1);
        if (bytes.length > ArticleFile.MAX_ITEM_BYTES) {
            ArticleFile.reject(items, name, number, "too-long", ArticleFile.tooLong(bytes.length));
        } else {
            items.add(
                    name,
                    number,
                    bytes.length,
                    outcome -> file.page(name, number, bytes, type, address, fetched, outcome));
        }
    }
}
