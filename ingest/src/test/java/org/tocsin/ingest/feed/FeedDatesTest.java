package org.tocsin.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedDatesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Thu, 01 Jan 2004 19:48:21 GMT | 2004-01-01T19:48:21Z",
                "Thu, 01 Jan 04 19:48:21 +0100 | 2004-01-01T18:48:21Z",
                "01 Jan 2004 19:48 EST | 2004-01-02T00:48:00Z",
                "Thu, 1 Jan 2004 19:48:21 -05:00 | 2004-01-02T00:48:21Z",
                "Thursday, January 1, 2004 7:48 PM PST | 2004-01-02T03:48:00Z",
                "Thu,  5 Apr 2012 23:47:37 +0200 (CEST) | 2012-04-05T21:47:37Z",
                "Thu Jan 01 19:48:21 2004 | 2004-01-01T19:48:21Z",
                "Sun Jan 4 16:29:06 PST 2004 | 2004-01-05T00:29:06Z",
                "2003-12-31T10:14:55Z | 2003-12-31T10:14:55Z",
                "2003-12-31T10:14:55.25-08:00 | 2003-12-31T18:14:55.250Z",
                "2003-12-31 10:14:55 +0100 | 2003-12-31T09:14:55Z",
                "2003-12-31T10:14 | 2003-12-31T10:14:00Z",
                "20031231T101455Z | 2003-12-31T10:14:55Z",
                "2003-12 | 2003-12-01T00:00:00Z",
                "2003 | 2003-01-01T00:00:00Z",
                "2003-335 | 2003-12-01T00:00:00Z",
                "2004-W23-4 | 2004-06-03T00:00:00Z",
                "12/31/2003 10:14:55 PM | 2003-12-31T22:14:55Z",
                "31/12/2003 10:14 | 2003-12-31T10:14:00Z",
                "31.12.2003 10:14 | 2003-12-31T10:14:00Z",
                "2004-07-08 23:56:58.0 | 2004-07-08T23:56:58Z",
                "2004년 05월 28일 01:31:15 | 2004-05-28T01:31:15Z",
                "2004-05-25 오후 11:23:17 | 2004-05-25T14:23:17Z",
                "Κυρ, 11 Ιούλ 2004 12:00:00 EST | 2004-07-11T17:00:00Z",
                "2004-július-13T9:15-05:00 | 2004-07-13T14:15:00Z",
                "вт, 3 июня 2025 09:15:00 +0300 | 2025-06-03T06:15:00Z",
                "3 червня 2025 р. 09:15 | 2025-06-03T09:15:00Z",
                "3. Juni 2025 09:15 MESZ | 2025-06-03T07:15:00Z",
                "mar., 03 juin 2025 09:15:00 +0200 | 2025-06-03T07:15:00Z",
                "2025年6月3日 09:15 | 2025-06-03T09:15:00Z",
                "Tue, 03 Jun 2025 24:00:00 GMT | 2025-06-04T00:00:00Z",
                "Tue, 31 Jun 2025 09:15:60 GMT | 2025-06-30T09:15:59Z",
                "03 Jun 2025 | 2025-06-03T00:00:00Z",
                "Jun 2025 | 2025-06-01T00:00:00Z",
                "2025-06-03T09:15:00 Europe/Kyiv | 2025-06-03T06:15:00Z",
                "1748942100 | 2025-06-03T09:15:00Z",
                "1748942100000 | 2025-06-03T09:15:00Z"
            })
    void readsTheDatesOfTheWorld(String written, Instant meant) {
        assertThat(FeedDates.parse(written)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2025-13-45", "32 Foo 2025", "99/99/9999", "::", "0000-00-00T00:00:00Z", "Jun"})
    void readsNothingIntoNonsense(String written) {
        assertThat(FeedDates.parse(written)).isEmpty();
    }
}
