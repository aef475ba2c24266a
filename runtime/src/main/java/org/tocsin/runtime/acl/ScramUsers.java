package org.tocsin.runtime.acl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Refusal;

/** Users of a cluster that lets people in by SCRAM-SHA-512, from a file with a line {@code name password} for each. */
public final class ScramUsers {
    private static final int ITERATIONS = 8192;

    private final List<UserScramCredentialAlteration> users;

    private ScramUsers(List<UserScramCredentialAlteration> users) {
        this.users = List.copyOf(users);
    }

    /** {@link Refusal} for a file that cannot be read or a line that is none; it never holds the line, which may be a password. */
    public static ScramUsers read(Path file) {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                int space = line.indexOf(' ');
                if (space < 1 || line.substring(space).isBlank()) {
                    throw new Refusal("%s, line %d: must be a name, a space and a password".formatted(file, number));
                }
                users.add(new UserScramCredentialUpsertion(
                        line.substring(0, space),
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        line.substring(space + 1).strip()));
            }
        } catch (IOException e) {
            throw new Refusal("%s cannot be read: %s".formatted(file, e), e);
        }
        return new ScramUsers(users);
    }

    /** How many there are. */
    public int size() {
        return users.size();
    }

    /** Makes those that are missing and sets the passwords of the others anew. */
    public void apply(KafkaSettings kafka) {
        kafka.administer(admin -> admin.alterUserScramCredentials(users).all().get(20, TimeUnit.SECONDS));
    }
}
