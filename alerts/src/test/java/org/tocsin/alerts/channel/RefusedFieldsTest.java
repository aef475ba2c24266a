package org.tocsin.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Destination;

/** What is refused is named by the field in which it stands. */
final class RefusedFieldsTest {
    private final Channels channels = HostsTest.channels();

    @AfterEach
    void close() {
        channels.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "slack    | #desk                 | hooks.slack.com/x  | none               | secret",
                "slack    | hooks.slack.com/x     | ''                 | none               | target",
                "discord  | desk                  | https://10.1.2.3/x | none               | secret",
                "telegram | -1001                 | 123456:AAAAAAAAAAAAAAAAAAAAAAAAA | api=nonsense | options.api",
                "matrix   | !a:example.org        | syt_1              | homeserver=matrix  | options.homeserver",
                "matrix   | !a:example.org        | syt_1              | none               | options.homeserver",
                "matrix   | !a:example.org        | 'syt\n1'           | homeserver=https://192.0.2.1 | secret",
                "ntfy     | https://192.0.2.1/desk | 'tk 1'            | none               | secret",
                "ntfy     | https://192.0.2.1/desk | tk_ü              | none               | secret",
                "json     | https://192.0.2.1/    | 'tk\r\nX-Evil: 1'  | template={}        | secret",
                "json     | nonsense              | tk                 | template={}        | target",
                "webhook  | nonsense              | ''                 | none               | target",
                "webhook  | https://ann:pass@192.0.2.1/ | ''           | none               | target",
                "ntfy     | https://ann:pass@192.0.2.1/desk | tk_1     | none               | target",
                "matrix   | !a:example.org        | syt_1              | homeserver=https://ann:pass@192.0.2.1 | options.homeserver"
            })
    void namesTheField(String channel, String target, String secret, String option, String field) {
        Map<String, String> options = option == null
                ? Map.of()
                : Map.of(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        assertThat(channels.check(new Destination(channel, target, options, ""), secret))
                .extracting(Problem::field)
                .contains(field)
                .doesNotHaveDuplicates();
    }
}
