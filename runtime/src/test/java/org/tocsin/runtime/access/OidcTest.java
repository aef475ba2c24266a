package org.tocsin.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Audit;
import org.tocsin.model.Json;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.Settings;

/** Logins with a small provider that keeps to the standard, or cheats in one way. */
final class OidcTest {
    @TempDir
    private Path directory;

    private final List<Audit> audit = new ArrayList<>();
    private final Map<String, Map<String, String>> codes = new LinkedHashMap<>();
    private RSAKey key;
    private Javalin provider;
    private String issuer;
    private String cheat = "";
    private List<String> groups = List.of("operators");
    private Map<String, Object> names = Map.of("preferred_username", "olena", "email", "o@example.org");
    private String name = "";
    private Instant now = Instant.now();

    @BeforeEach
    void startProvider() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        provider = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/.well-known/openid-configuration", this::describe);
                    config.routes.get("/authorize", this::authorize);
                    config.routes.post("/token", this::token);
                    config.routes.get(
                            "/keys",
                            context -> context.contentType("application/json")
                                    .result(new JWKSet(key.toPublicJWK()).toString()));
                })
                .start("127.0.0.1", 0);
        issuer = "http://127.0.0.1:" + provider.port();
    }

    @AfterEach
    void stopProvider() {
        provider.stop();
    }

    private void describe(Context context) {
        context.contentType("application/json")
                .result(Json.line(Map.of(
                        "issuer",
                        cheat.equals("issuer") ? "https://elsewhere.example" : issuer,
                        "authorization_endpoint",
                        issuer + "/authorize",
                        "token_endpoint",
                        issuer + "/token",
                        "jwks_uri",
                        issuer + "/keys",
                        "response_types_supported",
                        List.of("code"),
                        "subject_types_supported",
                        List.of("public"),
                        "id_token_signing_alg_values_supported",
                        List.of("RS256"))));
    }

    /** Knows everyone at once, as a provider does where one is logged in already. */
    private void authorize(Context context) {
        Map<String, String> asked = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, values) -> asked.put(name, values.getFirst()));
        String code = "code" + codes.size();
        codes.put(code, asked);
        context.redirect(asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
    }

    private void token(Context context) throws Exception {
        Map<String, String> asked = codes.getOrDefault(String.valueOf(context.formParam("code")), Map.of());
        String verifier = String.valueOf(context.formParam("code_verifier"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        boolean proved = "S256".equals(asked.get("code_challenge_method"))
                && Base64.getUrlEncoder().withoutPadding().encodeToString(hash).equals(asked.get("code_challenge"));
        String client = "Basic " + Base64.getEncoder().encodeToString("tocsin:secret".getBytes(StandardCharsets.UTF_8));
        if (!proved || !client.equals(context.header("Authorization")) || cheat.equals("refuse")) {
            context.status(400)
                    .contentType("application/json")
                    .result("{\"error\":\"invalid_grant\",\"error_description\":\"no such code\"}");
            return;
        }
        context.contentType("application/json")
                .result(Json.line(Map.of(
                        "access_token",
                        "unused",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        60,
                        "id_token",
                        idToken(asked))));
    }

    private String idToken(Map<String, String> asked) throws JOSEException {
        Instant present = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("17")
                .audience(cheat.equals("audience") ? "another program" : "tocsin")
                .claim("nonce", cheat.equals("nonce") ? "replayed" : asked.get("nonce"))
                .claim("groups", groups)
                .issueTime(Date.from(present))
                .expirationTime(Date.from(present.plusSeconds(cheat.equals("expired") ? -3_600 : 300)));
        names.forEach(claims::claim);
        RSAKey signer = cheat.equals("signature")
                ? new RSAKeyGenerator(2048).keyID("one").generate()
                : key;
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims.build());
        token.sign(new RSASSASigner(signer));
        return token.serialize();
    }

    private Node node() {
        OidcSettings settings = Settings.load(
                        directory.resolve("none"),
                        Map.of(
                                "TOCSIN_OIDC_ISSUER", issuer,
                                "TOCSIN_OIDC_CLIENT", "tocsin",
                                "TOCSIN_OIDC_SECRET", "secret",
                                "TOCSIN_OIDC_NAME", name,
                                "TOCSIN_OIDC_SCOPES", "operators=admin,editors=subscribe"),
                        Map.of())
                .oidc();
        InstantSource clock = () -> now;
        return new Node(
                "0.0.0.0",
                0,
                new Access(Site.of("0.0.0.0"), new Tokens(directory, ""), new Oidc(settings, clock), clock, audit::add),
                List.of());
    }

    private static HttpResponse<String> get(HttpClient http, String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient browser(CookieManager cookies) {
        return HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Follows redirects by hand, for the last but one answer is of interest. */
    private static HttpResponse<String> login(HttpClient http, Node node) throws Exception {
        HttpResponse<String> begun = get(http, "http://127.0.0.1:" + node.port() + "/api/v1/session/login");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(302);
        HttpResponse<String> known =
                get(http, begun.headers().firstValue("Location").orElseThrow());
        return get(http, known.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void logsInByTheProviderWithTheScopesOfItsGroups() throws Exception {
        CookieManager cookies = new CookieManager();
        try (Node node = node();
                HttpClient http = browser(cookies)) {
            String home = "http://127.0.0.1:" + node.port();
            assertThat(get(http, home + "/metrics").statusCode()).isEqualTo(401);

            HttpResponse<String> back = login(http, node);

            assertThat(back.statusCode()).isEqualTo(302);
            assertThat(back.headers().firstValue("Location")).hasValue("/");
            assertThat(cookies.getCookieStore().getCookies().stream()
                            .collect(Collectors.toMap(java.net.HttpCookie::getName, java.net.HttpCookie::isHttpOnly)))
                    .containsEntry("tocsin-session", true)
                    .containsEntry("tocsin-csrf", false)
                    .doesNotContainKey("tocsin-login");
            assertThat(get(http, home + "/metrics").statusCode()).isEqualTo(200);
            now = now.plusSeconds(13 * 3_600);
            assertThat(get(http, home + "/metrics").statusCode()).isEqualTo(401);
        }
        assertThat(audit).extracting(Audit::who).containsExactly("oidc:olena");
        assertThat(audit).extracting(Audit::about).containsExactly("sub:17");
    }

    @ParameterizedTest
    @CsvSource({
        "'', preferred_username, olena, false, oidc:olena",
        "'', nickname, olena, false, oidc:17",
        "'', nickname, olena, true, oidc:o@example.org",
        "nickname, nickname, olena, true, oidc:olena",
        "sub, preferred_username, olena, true, oidc:17"
    })
    void namesAPersonByTheClaimOfTheSettingsOrOneThatTheProviderVouchesFor(
            String setting, String claim, String value, boolean verified, String who) throws Exception {
        name = setting;
        names = Map.of(claim, value, "email", "o@example.org", "email_verified", verified);
        try (Node node = node();
                HttpClient http = browser(new CookieManager())) {
            assertThat(login(http, node).statusCode()).isEqualTo(302);
        }
        assertThat(audit).extracting(Audit::who).containsExactly(who);
    }

    @Test
    void letsNoOneInWhomTheProviderDoesNotName() throws Exception {
        name = "nickname";
        try (Node node = node();
                HttpClient http = browser(new CookieManager())) {
            HttpResponse<String> back = login(http, node);
            assertThat(back.statusCode()).isEqualTo(403);
            assertThat(back.body()).contains("has no claim nickname");
        }
    }

    @Test
    void letsNoOneInWhoIsInNoGroup() throws Exception {
        groups = List.of("readers of other things");
        try (Node node = node();
                HttpClient http = browser(new CookieManager())) {
            HttpResponse<String> back = login(http, node);
            assertThat(back.statusCode()).isEqualTo(403);
            assertThat(back.body()).contains("olena is in no group");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audience", "nonce", "expired", "signature", "refuse"})
    void trustsNoProviderThatCheats(String how) throws Exception {
        cheat = how;
        try (Node node = node();
                HttpClient http = browser(new CookieManager())) {
            HttpResponse<String> back = login(http, node);
            assertThat(back.statusCode()).isEqualTo(403);
            assertThat(get(http, "http://127.0.0.1:" + node.port() + "/metrics").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void saysWhenTheProviderIsAnotherOrDoesNotAnswer() throws Exception {
        cheat = "issuer";
        try (Node node = node();
                HttpClient http = browser(new CookieManager())) {
            String begin = "http://127.0.0.1:" + node.port() + "/api/v1/session/login";
            assertThat(get(http, begin).body()).contains("calls itself https://elsewhere.example");
            provider.stop();
            HttpResponse<String> silent = get(http, begin);
            assertThat(silent.statusCode()).isEqualTo(502);
            assertThat(silent.body()).contains("does not answer");
        }
    }

    @Test
    void refusesALoginThatAnotherBrowserBeganOrThatTookTooLong() throws Exception {
        try (Node node = node();
                HttpClient http = browser(new CookieManager());
                HttpClient other = browser(new CookieManager())) {
            String begin = "http://127.0.0.1:" + node.port() + "/api/v1/session/login";
            String known = get(
                            http,
                            get(http, begin).headers().firstValue("Location").orElseThrow())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(get(other, known).body()).contains("was not begun by this browser");
            now = now.plusSeconds(601);
            assertThat(get(http, known).body()).contains("took longer than 10 minutes");
        }
    }

    @Test
    void refusesSettingsThatLetNoOneIn() {
        assertThatThrownBy(() -> new OidcSettings("http://login.example", "tocsin", "", "groups", "", Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("must be an https address");
        assertThatThrownBy(() -> new OidcSettings("https://login.example", "tocsin", "", "groups", "", Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("oidc-scopes: is needed");
        assertThatThrownBy(() -> OidcSettings.scopes(List.of("operators=root")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("oidc-scopes: scope root is unknown");
        OidcSettings readers = new OidcSettings(
                "https://login.example", "tocsin", "", "groups", "", OidcSettings.scopes(List.of("*=read")));
        assertThat(readers.of(List.of())).containsExactly("read");
        assertThatThrownBy(() -> new Access(
                        Site.of("0.0.0.0"),
                        new Tokens(directory, ""),
                        new Oidc(readers, InstantSource.system()),
                        InstantSource.system(),
                        audit::add))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("oidc-issuer with a group that is admin");
    }
}
