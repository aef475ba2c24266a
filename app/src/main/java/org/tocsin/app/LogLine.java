package org.tocsin.app;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * What an event says, in one line of the log's form {@code text}: the message and each key with its value in quotes. Line
 * ends, other control characters and quotes in them are escaped, so that nothing that was read from outside makes a line or
 * a value of its own. A stack trace follows below, each line of it indented, as no event's own line is.
 */
public final class LogLine extends ThrowableHandlingConverter {
    private static final String TRACE = "\n    ";

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        escape(event.getFormattedMessage(), false, line);
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                line.append(' ').append(pair.key).append("=\"");
                escape(String.valueOf(pair.value), true, line);
                line.append('"');
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(each -> escape(each.replace("\t", "    "), false, line.append(TRACE)));
        }
        return line.toString();
    }

    private static void escape(String text, boolean quoted, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '"', '\\' -> line.append(quoted ? "\\" : "").append(letter);
                default -> {
                    if (acts(letter)) {
                        line.append("\\u%04x".formatted((int) letter));
                    } else {
                        line.append(letter);
                    }
                }
            }
        }
    }

    /** Whether a terminal or a reader of lines does something for a character instead of showing it. */
    private static boolean acts(char letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
