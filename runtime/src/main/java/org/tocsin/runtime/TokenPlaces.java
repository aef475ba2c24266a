package org.tocsin.runtime;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Where a client with {@code OAUTHBEARER} gets its tokens. Kafka goes to no address and reads no file that a system property
 * does not list, lest others who may say how a client logs in send it anywhere; here whoever runs the program says it.
 */
final class TokenPlaces {
    static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    private static final List<String> ADDRESSES =
            List.of(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, SaslConfigs.SASL_OAUTHBEARER_JWKS_ENDPOINT_URL);

    private static final List<String> KEYS = List.of(
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_FILE,
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE,
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE);

    private TokenPlaces() {}

    /** Lists those that {@code security} names, unless the property is set already. */
    static void allow(Map<String, String> security) {
        set(URLS, given(security, ADDRESSES));
        set(
                FILES,
                Stream.concat(
                        given(security, KEYS),
                        given(security, ADDRESSES)
                                .filter(address -> address.startsWith("file:"))
                                .map(address -> address.replaceFirst("^file:(?://)?", ""))));
    }

    private static Stream<String> given(Map<String, String> security, List<String> names) {
        return names.stream().filter(security::containsKey).map(name -> security.getOrDefault(name, ""));
    }

    private static void set(String property, Stream<String> places) {
        String all = places.distinct().collect(Collectors.joining(","));
        if (!all.isEmpty() && System.getProperty(property) == null) {
            System.setProperty(property, all);
        }
    }
}
