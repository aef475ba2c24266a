package org.tocsin.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private final Sessions sessions = new Sessions(() -> now);

    private Sessions.Session begin(String who) {
        now = now.plusMillis(1);
        return sessions.begin(new Tokens.Token(who, "", Set.of("read"), Instant.EPOCH), true, "192.0.2.1");
    }

    @Test
    void aHundredOfOneNameAreKeptThenTheOldestGoes() {
        Sessions.Session other = begin("another");
        List<Sessions.Session> own = new ArrayList<>();
        for (int i = 0; i <= Sessions.MOST_OF_ONE; i++) {
            own.add(begin("desk"));
        }

        assertThat(sessions.over(own.getFirst())).isEqualTo("the session was ended");
        assertThat(sessions.over(own.get(1))).isEmpty();
        assertThat(sessions.over(other)).isEmpty();
        assertThat(sessions.all()).hasSize(1 + Sessions.MOST_OF_ONE);
    }

    @Test
    void oneThatIsInUseEndsTwelveHoursAfterTheLoginOneThatIsNotAfterAnHour() {
        Sessions.Session watched = begin("desk");
        Sessions.Session left = begin("desk");
        for (int i = 0; i < 13; i++) {
            assertThat(sessions.over(watched)).as("hour %d", i).isEmpty();
            sessions.use(watched);
            now = now.plus(Duration.ofMinutes(55));
        }

        assertThat(sessions.over(left)).isEqualTo("the session was not used for 60 minutes; log in again");
        now = now.plus(Duration.ofMinutes(6));
        assertThat(sessions.over(watched)).isEqualTo("the session has lasted 12 hours; log in again");
        assertThat(sessions.find(watched.secret())).isNull();
    }
}
