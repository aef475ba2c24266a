package org.tocsin.ingest.page;

import java.time.InstantSource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.tocsin.ingest.address.Address;
import org.tocsin.ingest.text.Encoding;
import org.tocsin.ingest.text.PlainText;

/** Makes a {@link Page} of HTML; thread-safe. */
public final class PageExtractor {
    /** Longest page that is read, in bytes; what is beyond is not looked at. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

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
        Survey survey = Survey.of(page);
        Metadata metadata = Metadata.of(page, survey, address, clock.instant());
        MainText.Found found = survey.tooLarge()
                ? new MainText.Found(PlainText.of(page.body()), "")
                : MainText.find(
                        page,
                        survey,
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
}
