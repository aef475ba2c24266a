package org.tocsin.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.access.AuditLog;
import org.tocsin.runtime.access.Scope;
import org.tocsin.runtime.access.Tokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens for the page and the API of one data directory. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = "Create, list and revoke tokens for the page and the API; a running instance sees it at once.")
final class TokensCommand {
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a token and print it, this once.")
    int create(
            @Mixin Options options,
            @Parameters(paramLabel = "NAME", description = "Whose it is.") String name,
            @Option(
                            names = "--scope",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "read, ingest, subscribe or admin; several by commas.")
                    List<String> scopes) {
        Set<Scope> wanted = new TreeSet<>();
        scopes.forEach(scope -> wanted.add(Scope.of(scope)));
        String secret = tokens(options).create(name, wanted, Instant.now());
        // it is never shown again, whatever comes after
        System.out.println(secret);
        AuditLog.leave(options.settings().data(), CommandAudit.of("tokens create", name));
        return Main.OK;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Show names, scopes and ages, not the tokens.")
    int list(@Mixin Options options) {
        List<Tokens.Token> all = new ArrayList<>(tokens(options).list());
        all.forEach(token -> System.out.printf(
                "%-24s %-24s %s%n", token.name(), String.join(",", new TreeSet<>(token.scopes())), token.created()));
        return Main.OK;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Take a token back.")
    int revoke(@Mixin Options options, @Parameters(paramLabel = "NAME", description = "As listed.") String name) {
        if (!tokens(options).revoke(name)) {
            throw new Refusal("no token " + name + "; tocsin tokens list shows them");
        }
        AuditLog.leave(options.settings().data(), CommandAudit.of("tokens revoke", name));
        return Main.OK;
    }

    private static Tokens tokens(Options options) {
        return new Tokens(options.settings().data(), "");
    }
}
