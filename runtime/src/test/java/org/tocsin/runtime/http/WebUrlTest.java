package org.tocsin.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://a/",
                "ftp://a/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://127.0.0x0.1/",
                "http://00.0.0.0/",
                "jar:http://a!/",
                "http://",
                "/x",
                "",
                "http://a:99999/"
            })
    void refusesOtherAddresses(String url) {
        assertThatThrownBy(() -> WebUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://User@Example.COM:80/a b?q=ü#f, http://User@example.com/a%20b?q=%C3%BC",
        "https://bücher.example, https://xn--bcher-kva.example/",
        "http://under_score.example:8080/100%, http://under_score.example:8080/100%25",
        "http://a.example?x=1, http://a.example/?x=1",
    })
    void readsAddressesAsBrowsersDo(String written, String sent) {
        assertThat(WebUrl.parse(written)).hasToString(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "http://reader:SECRET8@a.example/f, http://reader:(kept)@a.example/f",
        "http://SECRET8@a.example/f, http://(kept)@a.example/f",
        "http://reader:x@SECRET8@a.example/f, http://reader:(kept)@a.example/f",
        "http://reader:(kept)@a.example/f, http://reader:(kept)@a.example/f",
        "http://a.example:8080/@desk/feed, http://a.example:8080/@desk/feed",
        "ftp://reader:SECRET8@a.example/f, ftp://reader:(kept)@a.example/f",
        "reader:SECRET8@a.example/f, reader:(kept)@a.example/f",
        "http://reader:SEC/RET8@a.example/f, http://reader:(kept)@a.example/f",
        "http://reader:SECRET8@a.example:99999/f, http://reader:(kept)@a.example:99999/f",
        "/@desk/feed, /@desk/feed",
        "0123abcd, 0123abcd"
    })
    void showsNoPassword(String address, String shown) {
        assertThat(WebUrl.shown(address)).isEqualTo(shown);
        try {
            WebUrl.parse(address);
        } catch (IllegalArgumentException e) {
            assertThat(e).message().startsWith(shown).doesNotContain("RET8");
        }
    }

    @Test
    void resolvesReferences() {
        WebUrl base = WebUrl.parse("http://a.example/b/c?d");
        Map.of(
                        "../x", "http://a.example/x",
                        "./x?y", "http://a.example/b/x?y",
                        "//o.example/z", "http://o.example/z",
                        "?q", "http://a.example/b/c?q",
                        "/r/./s/..", "http://a.example/r/",
                        "https://o.example", "https://o.example/")
                .forEach((reference, url) -> assertThat(base.resolve(reference)).hasToString(url));
    }
}
