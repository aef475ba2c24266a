package org.tocsin.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "a < b and c > d, a < b and c > d",
                "a <unknown> tag, a <unknown> tag",
                "AT&amp;T, AT&T",
                "&amp;quot;so&amp;quot;, |\"so\"|",
                "<b>bold</b>ly, boldly",
                "&lt;p&gt;one&lt;/p&gt;&lt;script&gt;two&lt;/script&gt;, one",
                "<img src=x onerror=alert(1)>text, text",
                "<a href='javascript:alert(1)'>link</a>, link",
                "so\u00ADldier\u200Bs, soldiers",
                "a<!-- b -->c, ac"
            })
    void leavesNothingOfMarkup(String given, String text) {
        assertThat(PlainText.of(given)).isEqualTo(text);
    }

    @Test
    void putsBlocksOnLinesAndRunsBlanksTogether() {
        assertThat(
                        PlainText.of(
                                "<h1>Head</h1><p>One\n two&nbsp; three<br>four<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>"))
                .isEqualTo("Head\nOne two three\nfour\na\nb\nc d");
    }
}
