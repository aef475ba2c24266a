package org.tocsin.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command of the program or its launcher as a document has it.
 *
 * @param variables what stands before it, such as {@code TOCSIN_LIKE=on}
 * @param text what stands behind {@code tocsin}
 */
record DocumentedCommand(String variables, String text) {
    static final Path HOME = Path.of("").toAbsolutePath().resolve("..").normalize();

    private static final String VARIABLES = "((?:[A-Z][A-Z_]*=\\S+ )*)";

    /** A line that is a command, perhaps with a remark behind two blanks. */
    private static final Pattern LINE =
            Pattern.compile("(?m)^" + VARIABLES + "(?:\\./|runuser -u tocsin -- )tocsin ([\\w-].*?)(?:\\s{2,}#.*)?$");

    private static final Pattern SPAN = Pattern.compile("`" + VARIABLES + "(?:\\./)?tocsin ([\\w-][^`\n]*)`");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");

    /** A call of another program, perhaps at the end of a pipe, in a loop, and over several lines. */
    private static final Pattern OTHERS = Pattern.compile("(?m)^(?:[\\w -]+\\| |  |\\(cd \\S+ && )?" + VARIABLES
            + "((?:curl|openssl|docker|docker-compose|helm|kubectl|tar|sha256sum|systemctl|systemd-sysusers|[\\w./]*secrets\\.sh)\\b"
            + "(?:[^\n\\\\]|\\\\\n)*)$|`((?:curl|docker|docker-compose|helm|kubectl|systemctl) [^`\n]*)`");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Every command of every document, on a line of its own or within a sentence. */
    static List<DocumentedCommand> all() throws IOException {
        List<DocumentedCommand> found = new ArrayList<>();
        for (String page : DocumentsTest.documents()) {
            String text = Files.readString(HOME.resolve(page));
            add(found, LINE, text);
            add(found, SPAN, BLOCK.matcher(text).replaceAll(""));
        }
        return found;
    }

    /** Every call of another program in every document, each on one line. */
    static List<String> others() throws IOException {
        List<String> found = new ArrayList<>();
        for (String page : DocumentsTest.documents()) {
            OTHERS.matcher(Files.readString(HOME.resolve(page)))
                    .results()
                    .map(one -> one.group(2) == null ? one.group(3) : one.group(2))
                    .map(one -> one.replaceAll("\\s*\\\\\n\\s*", " "))
                    .forEach(found::add);
        }
        return found;
    }

    private static void add(List<DocumentedCommand> found, Pattern pattern, String text) {
        pattern.matcher(text)
                .results()
                .forEach(one -> found.add(new DocumentedCommand(one.group(1).strip(), one.group(2))));
    }

    /** The whole of it, without the program's name. */
    String line() {
        return (variables + " " + text).strip();
    }

    List<String> words() {
        return words(text);
    }

    /** The words that a shell makes of a line; only single quotes are understood. */
    static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }
}
