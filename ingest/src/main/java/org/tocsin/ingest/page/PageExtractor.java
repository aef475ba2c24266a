package org.tocsin.ingest.page;

import java.time.InstantSource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.ingest.text.PlainText;

/** Makes a {@link Page} of HTML; thread-safe. */
public final class PageExtractor {
    /** Longest page that is read, in bytes; what is beyond is not looked at. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    /** Most nodes of a page that is taken apart; of others the text as a whole is given. */
    private static final int MAX_NODES = 200_000;

    /** Taking a page apart costs up to the sum of the squares of the numbers of siblings. */
    private static final long MAX_SQUARED_SIBLINGS = 100_000_000;

    private final InstantSource clock;

    public PageExtractor(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The article in a page.
     *
     * @param contentType the {@code Content-Type} header, empty when there is none
     * @param address where it was fetched, empty when that is not known
     */
    public Page extract(byte[] bytes, String contentType, String address) {
        byte[] read = bytes.length > MAX_BYTES ? java.util.Arrays.copyOf(bytes, MAX_BYTES) : bytes;
        return extract(Encoding.decode(read, contentType).text(), address);
    }

    /** The article in a page that is decoded already. */
    public Page extract(String html, String address) {
        Document page = Jsoup.parse(html, address);
        Metadata metadata = Metadata.of(page, address, clock.instant());
        MainText.Found found = tooLarge(page)
                ? new MainText.Found(PlainText.of(page.body()), "")
                : MainText.find(
                        page,
                        () -> Jsoup.parse(html, address),
                        metadata.title(),
                        !metadata.byline().isEmpty());
        return new Page(
                metadata.url().isEmpty() ? "" : Address.of(metadata.url()),
                metadata.title(),
                metadata.byline().isEmpty() ? found.byline() : metadata.byline(),
                metadata.published(),
                metadata.language(),
                found.text());
    }

    private static boolean tooLarge(Document page) {
        long nodes = 0;
        long squared = 0;
        for (Element element : page.getAllElements()) {
            long children = element.childNodeSize();
            nodes += children;
            squared += children * children;
        }
        return nodes > MAX_NODES || squared > MAX_SQUARED_SIBLINGS;
    }
}
