package org.tocsin.ingest.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points in time as people and programs write them: ISO 8601 in its short and long spellings, RFC 822, seconds and
 * milliseconds since 1970, {@code 20250111093000}, and dates with English month names. No zone means UTC, no time
 * midnight. What could be day-month or month-day is not guessed.
 */
public final class Times {
    private static final String ZONE =
            "\\s*(Z|[A-Z]{2,5}|(?:UTC|GMT)?\\s*[+-]\\d{1,2}:?\\d{2}|[+-]\\d{2})?(?:\\[[^]]*])?";
    private static final String CLOCK =
            "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2})(?:[.,](\\d{1,9}))?)?\\s*([ap]\\.?m\\.?)?";
    private static final String MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    private static final Pattern ISO =
            pattern("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:(?:T|,?\\s+|\\s+at\\s+)" + CLOCK + ZONE + ")?");
    private static final Pattern COMPACT =
            pattern("(\\d{4})(\\d{2})(\\d{2})(?:T?(\\d{2})(\\d{2})(?:(\\d{2})(?:[.,](\\d{1,9}))?)?()" + ZONE + ")?");
    private static final Pattern DAY_FIRST = pattern("(?:[a-z]+\\.?,?\\s+)?(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+" + MONTH
            + ",?[\\s-]+(\\d{4}|\\d{2})(?:,?\\s+(?:at\\s+)?" + CLOCK + ZONE + ")?");
    private static final Pattern MONTH_FIRST = pattern("(?:[a-z]+\\.?,?\\s+)?" + MONTH
            + "\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?:,?\\s+(?:at\\s+)?" + CLOCK + ZONE + ")?");

    /** As the C library writes them. */
    private static final Pattern C = pattern(
            "[a-z]{3} " + MONTH + "\\s+(\\d{1,2}) (\\d{2}:\\d{2}:\\d{2})(?: ([A-Z]{3,4}|[+-]\\d{4}))? (\\d{4})");

    private static final Pattern SECONDS = Pattern.compile("\\d{9,10}");
    private static final Pattern MILLISECONDS = Pattern.compile("\\d{12,13}");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Map<String, String> ZONES = Map.ofEntries(
            Map.entry("EST", "-05:00"),
            Map.entry("EDT", "-04:00"),
            Map.entry("ET", "America/New_York"),
            Map.entry("CST", "-06:00"),
            Map.entry("CDT", "-05:00"),
            Map.entry("MST", "-07:00"),
            Map.entry("MDT", "-06:00"),
            Map.entry("PST", "-08:00"),
            Map.entry("PDT", "-07:00"),
            Map.entry("BST", "+01:00"),
            Map.entry("CET", "+01:00"),
            Map.entry("CEST", "+02:00"),
            Map.entry("EET", "+02:00"),
            Map.entry("EEST", "+03:00"),
            Map.entry("MSK", "+03:00"),
            Map.entry("KST", "+09:00"),
            Map.entry("JST", "+09:00"),
            Map.entry("IST", "+05:30"),
            Map.entry("AEST", "+10:00"),
            Map.entry("AEDT", "+11:00"));

    private Times() {}

    /** The instant that {@code given} names; empty when it is in no form that is understood. */
    public static Optional<Instant> parse(String given) {
        String text = given.strip();
        if (text.length() > 100 || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (text.length() == 20 && text.charAt(10) == 'T' && text.charAt(19) == 'Z') {
                return Optional.of(Instant.parse(text));
            }
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (MILLISECONDS.matcher(text).matches()) {
                return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
            }
            for (Pattern form : List.of(ISO, COMPACT)) {
                Matcher matcher = form.matcher(text);
                if (matcher.matches()) {
                    return Optional.of(instant(number(matcher, 1), number(matcher, 2), number(matcher, 3), matcher, 4));
                }
            }
            Matcher day = DAY_FIRST.matcher(text);
            if (day.matches()) {
                return Optional.of(instant(year(number(day, 3)), month(day.group(2)), number(day, 1), day, 4));
            }
            Matcher c = C.matcher(text);
            if (c.matches()) {
                return parse("%s %s %s %s %s"
                        .formatted(
                                c.group(2), c.group(1), c.group(5), c.group(3), c.group(4) == null ? "" : c.group(4)));
            }
            Matcher month = MONTH_FIRST.matcher(text);
            if (month.matches()) {
                return Optional.of(instant(number(month, 3), month(month.group(1)), number(month, 2), month, 4));
            }
            return Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }

    /** Groups from {@code clock}: hour, minute, second, fraction, half of the day, zone. */
    private static Instant instant(int year, int month, int day, Matcher matcher, int clock) {
        int hour = number(matcher, clock);
        String half = matcher.group(clock + 4);
        if (half != null && !half.isEmpty()) {
            hour = hour % 12 + (Character.toLowerCase(half.charAt(0)) == 'p' ? 12 : 0);
        }
        String fraction = matcher.group(clock + 3);
        int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
        boolean midnight = hour == 24 && number(matcher, clock + 1) == 0;
        LocalDateTime time = LocalDateTime.of(
                year,
                month,
                day,
                midnight ? 0 : hour,
                number(matcher, clock + 1),
                Math.min(number(matcher, clock + 2), 59),
                nanos);
        return (midnight ? time.plusDays(1) : time)
                .atZone(zone(matcher.group(clock + 5)))
                .toInstant();
    }

    private static int number(Matcher matcher, int group) {
        String text = matcher.group(group);
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static int year(int year) {
        return year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year;
    }

    private static int month(String name) {
        return MONTHS.indexOf(name.toLowerCase(Locale.ROOT).substring(0, 3)) + 1;
    }

    private static ZoneId zone(String given) {
        String name = given == null
                ? ""
                : given.toUpperCase(Locale.ROOT)
                        .replaceFirst("^(UTC|GMT)\\s*(?=[+-])", "")
                        .strip();
        if (name.isEmpty() || name.equals("UTC") || name.equals("GMT") || name.equals("Z") || name.equals("UT")) {
            return ZoneOffset.UTC;
        }
        if (name.startsWith("+") || name.startsWith("-")) {
            String digits = name.substring(1).replace(":", "");
            String padded = digits.length() % 2 == 1 ? "0" + digits : digits;
            return ZoneId.of(
                    name.charAt(0) + padded.substring(0, 2) + ":" + (padded.length() > 2 ? padded.substring(2) : "00"));
        }
        return ZoneId.of(ZONES.getOrDefault(name, name));
    }
}
