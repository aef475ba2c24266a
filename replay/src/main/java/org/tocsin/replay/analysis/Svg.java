package org.tocsin.replay.analysis;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.replay.sql.Table;

/** Plain pictures of tables as SVG 1.1 that need no script and no font of their own. */
final class Svg {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int LEFT = 60;
    private static final int TOP = 50;
    /** More bars are left out, and more names of a matrix. */
    static final int MOST_ROWS = 40;

    private static final int MOST_DATES = 6;

    /** Colours that people with colour blindness tell apart (Okabe and Ito 2008), with grey for yellow, which white drowns. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999");

    private Svg() {}

    /** Columns: time, name, number. */
    static String lines(String title, Table table) {
        TreeSet<String> times = new TreeSet<>();
        Map<String, Map<String, Double>> series = new LinkedHashMap<>();
        double most = 1;
        for (var row : table.rows()) {
            String time = time(String.valueOf(row.get(0))).toString();
            times.add(time);
            double value = Table.number(row.get(2));
            series.computeIfAbsent(String.valueOf(row.get(1)), key -> new HashMap<>())
                    .put(time, value);
            most = Math.max(most, value);
        }
        StringBuilder body = new StringBuilder();
        int bottom = HEIGHT - 40;
        List<LocalDateTime> axis = axis(times);
        double perSecond = axis.size() < 2
                ? 0
                : (WIDTH - LEFT - 180.0)
                        / Duration.between(axis.getFirst(), axis.getLast()).toSeconds();
        int number = 0;
        for (Map.Entry<String, Map<String, Double>> one : series.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (LocalDateTime time : axis) {
                double value = one.getValue().getOrDefault(time.toString(), 0.0);
                double x = LEFT
                        + perSecond * Duration.between(axis.getFirst(), time).toSeconds();
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, bottom - value / most * (bottom - TOP)));
            }
            body.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n"
                    .formatted(colour, points.toString().strip()));
            int y = TOP + 18 * number;
            body.append("<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>\n"
                    .formatted(WIDTH - 168, y - 9, colour));
            body.append(text(WIDTH - 152, y, "start", "#222", cut(one.getKey(), 24)));
            number++;
        }
        return picture(title, HEIGHT, grid(axis, most) + body);
    }

    /** Lines across with their numbers, and dates below, at most as many as have room. */
    private static String grid(List<LocalDateTime> axis, double most) {
        StringBuilder grid = new StringBuilder();
        int bottom = HEIGHT - 40;
        int right = WIDTH - 180;
        double step = Math.max(1, round(most / 4));
        for (double value = 0; value <= most; value += step) {
            int y = (int) Math.round(bottom - value / most * (bottom - TOP));
            grid.append(line(LEFT, y, right, y))
                    .append(text(LEFT - 6, y + 4, "end", "#444", String.format(Locale.ROOT, "%.0f", value)));
        }
        if (axis.isEmpty()) {
            return grid.toString();
        }
        Duration whole = Duration.between(axis.getFirst(), axis.getLast());
        int marks = whole.isZero() ? 0 : MOST_DATES;
        String before = "";
        for (int i = 0; i <= marks; i++) {
            LocalDateTime time = axis.getFirst().plusSeconds(marks == 0 ? 0 : whole.toSeconds() * i / marks);
            String label = whole.toDays() < MOST_DATES
                    ? time.truncatedTo(ChronoUnit.HOURS).toString().replace('T', ' ')
                    : time.toLocalDate().toString();
            int x = LEFT + (marks == 0 ? 0 : (right - LEFT) * i / marks);
            if (!label.equals(before)) {
                grid.append(line(x, bottom, x, bottom + 5)).append(text(x, HEIGHT - 18, "middle", "#444", label));
            }
            before = label;
        }
        return grid.toString();
    }

    /** A number near to it with one digit: 1, 2 or 5 times a power of ten. */
    private static double round(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
        double digit = value / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    private static String line(int x1, int y1, int x2, int y2) {
        return "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>\n".formatted(x1, y1, x2, y2);
    }

    private static LocalDateTime time(String text) {
        return text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text.replace("Z", ""));
    }

    /** The times, and where some are left out, since nothing happened then, the first and last of these. */
    private static List<LocalDateTime> axis(Set<String> texts) {
        List<LocalDateTime> times = texts.stream().map(LocalDateTime::parse).toList();
        Duration step = Duration.ofDays(7);
        for (int i = 1; i < times.size(); i++) {
            Duration between = Duration.between(times.get(i - 1), times.get(i));
            step = between.compareTo(step) < 0 ? between : step;
        }
        List<LocalDateTime> axis = new ArrayList<>();
        for (LocalDateTime time : times) {
            LocalDateTime before = axis.isEmpty() ? time : axis.getLast();
            if (before.plus(step).isBefore(time)) {
                axis.add(before.plus(step));
                axis.add(time.minus(step));
            }
            axis.add(time);
        }
        return axis;
    }

    /** The first rows as bars, by the columns of name and number. */
    static String bars(String title, Table table, int name, int value) {
        List<String> bars = new ArrayList<>();
        double most = Math.max(
                1,
                table.rows().stream()
                        .mapToDouble(row -> Table.number(row.get(value)))
                        .max()
                        .orElse(1));
        for (var row : table.rows().stream().limit(MOST_ROWS).toList()) {
            int y = TOP + 20 * bars.size();
            double length = Table.number(row.get(value)) / most * (WIDTH - 420);
            bars.add(text(350, y + 12, "end", "#222", cut(String.valueOf(row.get(name)), 48))
                    + String.format(
                            Locale.ROOT,
                            "<rect x=\"360\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n",
                            y,
                            length,
                            COLOURS.getFirst())
                    + text(
                            366 + (int) length,
                            y + 12,
                            "start",
                            "#444",
                            String.format(Locale.ROOT, "%.0f", Table.number(row.get(value)))));
        }
        return picture(title, TOP + 20 * bars.size() + 20, String.join("", bars));
    }

    /** Pairs in the first two columns, the darker the more the third says. */
    static String matrix(String title, Table table) {
        Map<String, Integer> places = new LinkedHashMap<>();
        double most = 1;
        for (var row : table.rows()) {
            for (int i = 0; i < 2 && places.size() < MOST_ROWS; i++) {
                places.putIfAbsent(String.valueOf(row.get(i)), places.size());
            }
            most = Math.max(most, Table.number(row.get(2)));
        }
        int cell = 16;
        int left = 220;
        int top = 170;
        StringBuilder body = new StringBuilder();
        places.forEach((name, place) -> {
            body.append(text(left - 6, top + cell * place + 12, "end", "#222", cut(name, 28)));
            int corner = cell * place;
            body.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#eee\"/>\n"
                    .formatted(left + corner, top + corner, cell - 1, cell - 1));
            body.append("<text transform=\"translate(%d,%d) rotate(-60)\" font-size=\"12\" fill=\"#222\">%s</text>\n"
                    .formatted(left + cell * place + 12, top - 6, escaped(cut(name, 22))));
        });
        for (var row : table.rows()) {
            Integer one = places.get(String.valueOf(row.get(0)));
            Integer other = places.get(String.valueOf(row.get(1)));
            if (one != null && other != null) {
                double shade = Math.sqrt(Table.number(row.get(2)) / most);
                for (int[] at : new int[][] {{one, other}, {other, one}}) {
                    body.append(String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"%.2f\"/>\n",
                            left + cell * at[0],
                            top + cell * at[1],
                            cell - 1,
                            cell - 1,
                            COLOURS.getFirst(),
                            shade));
                }
            }
        }
        return picture(title, top + cell * places.size() + 20, body.toString());
    }

    private static String picture(String title, int height, String body) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" role="img">
                <title>%s</title>
                <rect width="100%%" height="100%%" fill="#fff"/>
                %s%s</svg>
                """.formatted(WIDTH, height, WIDTH, height, escaped(title), heading(title), body);
    }

    private static String heading(String title) {
        return "<text x=\"%d\" y=\"28\" fill=\"#000\" font-size=\"16\" font-weight=\"bold\">%s</text>\n"
                .formatted(LEFT, escaped(title));
    }

    private static String text(int x, int y, String anchor, String colour, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-size=\"12\">%s</text>%n"
                .formatted(x, y, anchor, colour, escaped(text))
                .replace("\r", "");
    }

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) > most
                ? text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…"
                : text;
    }

    /** Safe within markup and its attributes; what XML does not allow becomes a question mark. */
    static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
