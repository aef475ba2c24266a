package org.tocsin.replay.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Json;
import org.tocsin.replay.export.Cells;

/** Rows of values, each a number, a truth, a text, a list or map of these, or null; times are texts as ISO 8601 has them. */
public record Table(List<String> columns, List<List<@Nullable Object>> rows) {
    private static final int WIDEST = 60;
    private static final int BAR = 50;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    public Table {
        columns = List.copyOf(columns);
    }

    /** As text with aligned columns, numbers to the right; what is longer than 60 characters is cut. */
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        rows.forEach(row -> lines.add(row.stream().map(Table::shown).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < lines.size(); number++) {
            List<String> line = lines.get(number);
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - width(line.get(i)));
                boolean right = number > 0 && rows.get(number - 1).get(i) instanceof Number;
                one.append(right ? space + line.get(i) : line.get(i) + space).append("  ");
            }
            text.append(one.toString().stripTrailing()).append('\n');
            if (number == 0) {
                text.append("-".repeat(Math.max(0, one.length() - 2))).append('\n');
            }
        }
        return text.toString();
    }

    /** Cells of a terminal: two for what is written wide in East Asia and for emoji, none for what joins a letter. */
    private static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> Character.isEmojiPresentation(character) || wide(character) ? 2 : 1;
        };
    }

    /** As UAX 11 has it. */
    private static boolean wide(int character) {
        boolean halfWidth = character >= 0xFF61 && character <= 0xFFDC;
        boolean fullWidth = (character >= 0x3000 && character <= 0x303E)
                || (character >= 0xFF01 && character <= 0xFF60)
                || (character >= 0xFFE0 && character <= 0xFFE6);
        return fullWidth
                || (!halfWidth
                        && switch (Character.UnicodeScript.of(character)) {
                            case HAN, HANGUL, HIRAGANA, KATAKANA, BOPOMOFO, YI -> true;
                            default -> false;
                        });
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return String.format(Locale.ROOT, "%.3f", ((Number) value).doubleValue());
        }
        String text = value == null ? "" : value.toString().replaceAll("\\p{Cntrl}", " ");
        return width(text) > WIDEST ? cut(text) + "…" : text;
    }

    private static String cut(String text) {
        int end = 0;
        for (int width = 0; width < WIDEST; end = text.offsetByCodePoints(end, 1)) {
            width += width(text.codePointAt(end));
            if (width >= WIDEST) {
                break;
            }
        }
        return text.substring(0, end);
    }

    /** As CSV (RFC 4180), safe for spreadsheets. */
    public String csv() {
        StringBuilder text =
                new StringBuilder(Cells.row(columns.stream().map(Cells::cell).toList()));
        for (List<@Nullable Object> row : rows) {
            text.append(Cells.row(row.stream()
                    .map(value -> value instanceof Number ? value : Cells.cell(value == null ? "" : value.toString()))
                    .toList()));
        }
        return text.toString();
    }

    /** As lines of JSON. */
    public String json() {
        StringBuilder text = new StringBuilder();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                line.put(columns.get(i), row.get(i));
            }
            text.append(Json.line(line)).append('\n');
        }
        return text.toString();
    }

    /** A bar for each row: as long as its last number, named by what stands before. */
    public String plot() {
        int last = columns.size() - 1;
        double most =
                rows.stream().mapToDouble(row -> number(row.get(last))).max().orElse(0);
        List<String> names = rows.stream()
                .map(row -> row.subList(0, last).stream().map(Table::shown).collect(Collectors.joining(" ")))
                .toList();
        int widest = names.stream().mapToInt(Table::width).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            Object value = rows.get(i).get(last);
            double eighths = most <= 0 ? 0 : Math.max(0, number(value)) / most * BAR * 8;
            text.append(names.get(i))
                    .append(" ".repeat(widest - width(names.get(i)) + 1))
                    .append("█".repeat((int) eighths / 8))
                    .append(EIGHTHS.charAt((int) eighths % 8))
                    .append(' ')
                    .append(shown(value))
                    .append('\n');
        }
        return text.toString();
    }

    /** A value as a number, 0 when it is none or has no end. */
    public static double number(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue()) ? number.doubleValue() : 0;
    }
}
