package org.tocsin.runtime.access;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.runtime.Refusal;

/**
 * An OpenID Connect provider that says who people are.
 *
 * @param issuer its address, below which {@code .well-known/openid-configuration} lies; empty for none
 * @param client the id under which the provider knows this program
 * @param secret what the provider gave with it, empty for a public client
 * @param claim claim of the ID token that has the person's groups
 * @param name claim that names the person; empty for {@code preferred_username}, else a verified {@code email}, else {@code sub}
 * @param scopes names of scopes by group; the group {@code *} is everybody
 */
public record OidcSettings(
        String issuer, String client, String secret, String claim, String name, Map<String, Scope> scopes) {
    public static final OidcSettings NONE = new OidcSettings("", "", "", "groups", "", Map.of());

    private static final String EVERYBODY = "*";

    public OidcSettings {
        scopes = Map.copyOf(scopes);
        if (!issuer.isEmpty()) {
            if (!issuer.matches("https://[^\\s?#]+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/[^\\s?#]*)?")) {
                throw new Refusal("setting oidc-issuer: %s is refused; it must be an https address".formatted(issuer));
            }
            if (client.isEmpty()) {
                throw new Refusal("setting oidc-client: is needed with oidc-issuer");
            }
            if (scopes.isEmpty()) {
                throw new Refusal(
                        "setting oidc-scopes: is needed with oidc-issuer, such as editors=subscribe,operators=admin,*=read");
            }
        } else if (!client.isEmpty() || !secret.isEmpty() || !scopes.isEmpty()) {
            throw new Refusal("setting oidc-issuer: is needed with the other settings of OIDC");
        }
    }

    /** Reads {@code group=scope,…}. */
    public static Map<String, Scope> scopes(Iterable<String> pairs) {
        Map<String, Scope> scopes = new TreeMap<>();
        for (String pair : pairs) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1) {
                throw new Refusal("setting oidc-scopes: %s is refused; it must be group=scope".formatted(pair));
            }
            try {
                scopes.put(
                        pair.substring(0, equals).strip(),
                        Scope.of(pair.substring(equals + 1).strip()));
            } catch (IllegalArgumentException e) {
                throw new Refusal("setting oidc-scopes: %s".formatted(e.getMessage()), e);
            }
        }
        return scopes;
    }

    public boolean on() {
        return !issuer.isEmpty();
    }

    /** Whether someone may do everything. */
    boolean admits() {
        return scopes.containsValue(Scope.ADMIN);
    }

    /** Names of the scopes of a person with these groups. */
    Set<String> of(Iterable<String> groups) {
        Set<String> found = new TreeSet<>();
        Scope all = scopes.get(EVERYBODY);
        if (all != null) {
            found.add(all.toString());
        }
        for (String group : groups) {
            Scope scope = scopes.get(group);
            if (scope != null && !group.equals(EVERYBODY)) {
                found.add(scope.toString());
            }
        }
        return found;
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "OidcSettings[issuer=%s, client=%s, claim=%s, name=%s, scopes=%s]"
                .formatted(issuer, client, claim, name, scopes);
    }
}
