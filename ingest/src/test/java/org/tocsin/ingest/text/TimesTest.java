package org.tocsin.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-01-11T09:30:00Z | 2025-01-11T09:30:00Z",
                "2025-01-11T11:30:00+02:00 | 2025-01-11T09:30:00Z",
                "2025-01-11T11:30:00.123+0200 | 2025-01-11T09:30:00.123Z",
                "2025-01-11 09:30 | 2025-01-11T09:30:00Z",
                "2025-01-11 09:30:00 UTC | 2025-01-11T09:30:00Z",
                "2025-01-11 | 2025-01-11T00:00:00Z",
                "2025-1-1 | 2025-01-01T00:00:00Z",
                "20250111093000 | 2025-01-11T09:30:00Z",
                "20250111T093000+0200 | 2025-01-11T07:30:00Z",
                "20250111 | 2025-01-11T00:00:00Z",
                "1736587800 | 2025-01-11T09:30:00Z",
                "1736587800000 | 2025-01-11T09:30:00Z",
                "Sat, 11 Jan 2025 09:30:00 GMT | 2025-01-11T09:30:00Z",
                "11 Jan 2025 04:30:00 EST | 2025-01-11T09:30:00Z",
                "Sat, 11 Jan 25 09:30:00 +0000 | 2025-01-11T09:30:00Z",
                "January 11, 2025 | 2025-01-11T00:00:00Z",
                "Jan. 11, 2025, 4:30 a.m. EST | 2025-01-11T09:30:00Z",
                "Saturday, January 11th, 2025 at 9:30 PM | 2025-01-11T21:30:00Z",
                "11 January 2025 | 2025-01-11T00:00:00Z",
                "Sat Jan 11 09:30:00 2025 | 2025-01-11T09:30:00Z",
                "2025-01-11T24:00:00Z | 2025-01-12T00:00:00Z",
                "2016-12-31T23:59:60Z | 2016-12-31T23:59:59Z"
            })
    void readsWhatPeopleAndProgramsWrite(String given, String instant) {
        assertThat(Times.parse(given)).contains(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "01/02/2025", "2025-13-01", "2025-02-30", "99999999999999999999", "11 Foo 2025"
            })
    void guessesNothing(String given) {
        assertThat(Times.parse(given)).isEmpty();
    }
}
