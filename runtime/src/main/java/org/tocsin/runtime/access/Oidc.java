package org.tocsin.runtime.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.runtime.http.Answer;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.Limits;
import org.tocsin.runtime.http.OutgoingSettings;
import org.tocsin.runtime.http.Request;
import org.tocsin.runtime.http.WebUrl;

/**
 * Logs people in by the authorization code flow of OpenID Connect with PKCE (RFC 7636). A login that is not finished within
 * ten minutes is forgotten; its secrets never leave this process but for the provider. The provider is asked for its
 * description and keys at each login, so that it may change both. Thread-safe.
 */
public final class Oidc implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Oidc.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MAX_LOGINS = 1_000;

    private record Login(Nonce nonce, CodeVerifier verifier, URI back, Instant ends) {}

    /** A login that has begun: where the browser goes, and what it must bring back. */
    record Begun(URI provider, String state) {}

    /**
     * Who logged in.
     *
     * @param subject by which the provider knows the person, and never another
     */
    record Person(Tokens.Token token, String subject) {}

    private final OidcSettings settings;
    private final InstantSource clock;
    private final GuardedClient http = new GuardedClient(OutgoingSettings.ANYWHERE);
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    public Oidc(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether someone may do everything. */
    boolean admits() {
        return settings.admits();
    }

    /** Begins a login that comes back to {@code back}. */
    Begun begin(URI back) {
        logins.values().removeIf(login -> login.ends().isBefore(clock.instant()));
        if (logins.size() >= MAX_LOGINS) {
            throw new HttpResponseException(429, "too many logins have begun; wait a little", Map.of());
        }
        OIDCProviderMetadata provider = provider();
        State state = new State();
        Login login =
                new Login(new Nonce(), new CodeVerifier(), back, clock.instant().plus(PATIENCE));
        logins.put(state.getValue(), login);
        URI address = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new com.nimbusds.oauth2.sdk.Scope("openid", "profile", "email"),
                        new ClientID(settings.client()),
                        back)
                .endpointURI(provider.getAuthorizationEndpointURI())
                .state(state)
                .nonce(login.nonce())
                .codeChallenge(login.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Begun(address, state.getValue());
    }

    /** Changes the code that the browser brought for the person; {@link HttpResponseException} says why not. */
    Person finish(String state, String code) {
        Login login = logins.remove(state);
        if (login == null || login.ends().isBefore(clock.instant())) {
            throw new ForbiddenResponse(
                    "this login has not begun here, or took longer than 10 minutes; begin it again");
        }
        OIDCProviderMetadata provider = provider();
        try {
            JWT token = token(provider, login, code);
            JWSAlgorithm algorithm = token.getHeader().getAlgorithm() instanceof JWSAlgorithm signed ? signed : null;
            if (algorithm == null || !JWSAlgorithm.Family.SIGNATURE.contains(algorithm)) {
                throw new ForbiddenResponse("the provider's ID token is not signed with a key of its own");
            }
            JWKSet keys = JWKSet.parse(get(provider.getJWKSetURI()));
            IDTokenClaimsSet claims = new IDTokenValidator(
                            new Issuer(settings.issuer()), new ClientID(settings.client()), algorithm, keys)
                    .validate(token, login.nonce());
            return person(claims);
        } catch (GeneralException | ParseException | BadJOSEException | JOSEException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("login refused");
            throw new ForbiddenResponse("the provider's answer cannot be trusted: " + e.getMessage());
        }
    }

    private JWT token(OIDCProviderMetadata provider, Login login, String code) throws GeneralException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), login.back(), login.verifier());
        ClientID client = new ClientID(settings.client());
        URI endpoint = provider.getTokenEndpointURI();
        TokenRequest request;
        if (settings.secret().isEmpty()) {
            request = new TokenRequest.Builder(endpoint, client, grant).build();
        } else {
            Secret secret = new Secret(settings.secret());
            List<ClientAuthenticationMethod> ways = provider.getTokenEndpointAuthMethods();
            boolean post = ways != null
                    && !ways.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    && ways.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
            request = new TokenRequest.Builder(
                            endpoint,
                            post ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret),
                            grant)
                    .build();
        }
        var response = OIDCTokenResponseParser.parse(send(request.toHTTPRequest()));
        if (response instanceof OIDCTokenResponse success) {
            return success.getOIDCTokens().getIDToken();
        }
        throw new ForbiddenResponse("the provider refuses the login: "
                + response.toErrorResponse().getErrorObject().getDescription());
    }

    private Person person(IDTokenClaimsSet claims) {
        Set<String> scopes = settings.of(groups(claims));
        String name = name(claims);
        if (scopes.isEmpty()) {
            throw new ForbiddenResponse(name + " is in no group that may use this program");
        }
        return new Person(
                new Tokens.Token("oidc:" + name, "", scopes, clock.instant()),
                claims.getSubject().getValue());
    }

    private String name(IDTokenClaimsSet claims) {
        if (!settings.name().isEmpty()) {
            String name = claims.getStringClaim(settings.name());
            if (name == null) {
                throw new ForbiddenResponse(
                        "the provider's ID token has no claim " + settings.name() + ", which is to name the person");
            }
            return name;
        }
        String name = claims.getStringClaim("preferred_username");
        if (name == null && Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"))) {
            name = claims.getStringClaim("email");
        }
        return name == null ? claims.getSubject().getValue() : name;
    }

    private List<String> groups(IDTokenClaimsSet claims) {
        List<String> several = claims.getStringListClaim(settings.claim());
        if (several != null) {
            return several;
        }
        String one = claims.getStringClaim(settings.claim());
        return one == null ? List.of() : Arrays.asList(one.split("[ ,]+", -1));
    }

    private OIDCProviderMetadata provider() {
        String address = settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration";
        try {
            OIDCProviderMetadata provider = OIDCProviderMetadata.parse(get(URI.create(address)));
            if (!provider.getIssuer().getValue().equals(settings.issuer())) {
                throw new HttpResponseException(
                        502,
                        "the provider calls itself %s, the setting oidc-issuer says %s"
                                .formatted(provider.getIssuer(), settings.issuer()),
                        Map.of());
            }
            return provider;
        } catch (com.nimbusds.oauth2.sdk.ParseException e) {
            throw new HttpResponseException(
                    502, address + " does not describe a provider: " + e.getMessage(), Map.of());
        }
    }

    private String get(@Nullable URI address) {
        if (address == null) {
            throw new HttpResponseException(502, "the provider does not say where its keys are", Map.of());
        }
        Answer.Received answer = received(Request.get(WebUrl.parse(address.toString()), Limits.FEED));
        if (!answer.successful()) {
            throw new HttpResponseException(502, "%s answers %d".formatted(address, answer.status()), Map.of());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HTTPResponse send(ReadOnlyHTTPRequest asked) throws com.nimbusds.oauth2.sdk.ParseException {
        Request request = Request.post(
                WebUrl.parse(asked.getURI().toString()),
                "application/x-www-form-urlencoded",
                asked.getBody().getBytes(StandardCharsets.UTF_8),
                Limits.FEED);
        List<String> authorization = asked.getHeaderMap().get("Authorization");
        if (authorization != null) {
            request = request.with("Authorization", authorization.getFirst());
        }
        Answer.Received answer = received(request.with("Accept", "application/json"));
        HTTPResponse response = new HTTPResponse(answer.status());
        response.setContentType(answer.header("content-type"));
        response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
        return response;
    }

    private Answer.Received received(Request request) {
        return switch (http.send(request)) {
            case Answer.Received received -> received;
            case Answer.Failed failed ->
                throw new HttpResponseException(
                        502,
                        "the provider at %s does not answer: %s".formatted(request.url(), failed.message()),
                        Map.of());
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
