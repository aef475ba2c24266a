package org.tocsin.alerts.subscription;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.alerts.channel.Problem;
import org.tocsin.model.Destination;
import org.tocsin.model.Subscription;

/** The secrets of what is saved beside those of what is to be saved. */
final class KeptSecrets {
    /** Options that say where a channel's server is. */
    private static final List<String> SERVERS = List.of("api", "homeserver");

    private final Secrets secrets;

    KeptSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    /** With the secret that {@code before} has wherever {@code wanted} says (kept); {@link Refused} where it has none. */
    Subscription filled(Subscription wanted, @Nullable Subscription before) {
        List<Destination> filled = new ArrayList<>();
        for (Destination destination : wanted.destinations()) {
            boolean sealed = Secrets.isSealed(destination.secret());
            if (!destination.secret().equals(Subscriptions.KEPT) && !sealed) {
                filled.add(destination);
                continue;
            }
            String field = "destinations[%d].secret".formatted(filled.size());
            filled.add(at(destination, before).stream()
                    .map(Destination::secret)
                    .filter(secret -> !secret.isEmpty() && (!sealed || secret.equals(destination.secret())))
                    .findFirst()
                    .map(destination::withSecret)
                    .orElseThrow(() -> new Refused(
                            wanted.id(),
                            List.of(new Problem(
                                    field,
                                    "none is kept for this channel and target at that server; give the secret")))));
        }
        return wanted.withDestinations(filled);
    }

    /** As it may be shown before it is saved: of a secret in the clear, whether it is the one that there is. */
    Subscription planned(Subscription wanted, @Nullable Subscription before) {
        return wanted.withDestinations(wanted.destinations().stream()
                .map(destination -> destination.secret().isEmpty()
                                || destination.secret().equals(Subscriptions.KEPT)
                                || Secrets.isReference(destination.secret())
                        ? destination
                        : destination.withSecret(isSaved(destination, before) ? Subscriptions.KEPT : "(new)"))
                .toList());
    }

    private boolean isSaved(Destination wanted, @Nullable Subscription before) {
        return at(wanted, before).stream().anyMatch(old -> {
            try {
                return wanted.secret().equals(old.secret()) || wanted.secret().equals(secrets.reveal(old.secret()));
            } catch (IllegalArgumentException e) {
                // what it was cannot be known, so it is another
                return false;
            }
        });
    }

    /** A secret goes to no other server than the one for which it was given. */
    private static List<Destination> at(Destination wanted, @Nullable Subscription before) {
        return before == null
                ? List.of()
                : before.destinations().stream()
                        .filter(wanted::isAt)
                        .filter(old -> SERVERS.stream()
                                .allMatch(option -> old.option(option, "").equals(wanted.option(option, ""))))
                        .toList();
    }

    /** Without the e-mail address for which {@code token} was made; the same where there is none. */
    Subscription without(Subscription subscription, String token) {
        byte[] given = token.getBytes(StandardCharsets.UTF_8);
        return subscription.withDestinations(subscription.destinations().stream()
                .filter(destination -> !destination.channel().equals("email")
                        || !MessageDigest.isEqual(
                                given,
                                secrets.token(subscription.id(), destination.target())
                                        .getBytes(StandardCharsets.UTF_8)))
                .toList());
    }
}
