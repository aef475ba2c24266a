package org.tocsin.ingest.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Points in time as people and programs write them: ISO 8601 and W3CDTF in all their shortenings, RFC 822 and its variants,
 * asctime, seconds and milliseconds since 1970, {@code 20250111093000}, US and European numbers, Korean, and month names of
 * some thirty languages. No zone means UTC, no time midnight; two-digit years are 1970 to 2069.
 */
public final class Times {
    private static final int MAX_LENGTH = 100;
    private static final Pattern ISO = Pattern.compile("([+-]?\\d{4})(?:-?(\\d{2})(?:-?(\\d{1,2}))?)?"
            + "(?:(?:[Tt_]|\\s*,?\\s+)(\\d{1,2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,:](\\d{1,9}))?)?)?)?\\s*(.*)");
    private static final Pattern LOOSE_ISO =
            Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:[Tt,\\s]+(.*))?");
    private static final Pattern TWO_DIGIT_ISO = Pattern.compile("(\\d{2})-(\\d{2})-(\\d{2})(?:[Tt\\s]+(.*))?");
    private static final Pattern WEEK = Pattern.compile("(\\d{4})-?W(\\d{2})(?:-?(\\d))?(?:[Tt\\s](.*))?");
    private static final Pattern ORDINAL = Pattern.compile("(\\d{4})-?(\\d{3})(?:[Tt\\s](.*))?");
    private static final Pattern SLASHES = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})(?:[,\\s]+(.*))?");
    private static final Pattern POINTS = Pattern.compile("(\\d{1,2})[.-](\\d{1,2})[.-](\\d{4})(?:[,\\s]+(.*))?");
    private static final Pattern KOREAN = Pattern.compile("(\\d{4})년\\s*(\\d{1,2})월\\s*(\\d{1,2})일\\s*(.*)");
    private static final Pattern CJK = Pattern.compile("(\\d{4})年\\s*(\\d{1,2})月\\s*(\\d{1,2})日\\s*(.*)");
    private static final Pattern SECONDS = Pattern.compile("\\d{9,10}");
    private static final Pattern MILLISECONDS = Pattern.compile("\\d{13}");
    private static final Pattern COMPACT =
            Pattern.compile("((?:19|20)\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})?(?:[.,]\\d+)?\\s*(.*)");
    private static final Pattern TIME = Pattern.compile(
            "(?:\\D*?\\b)?(\\d{1,2})[:.h](\\d{2})(?:[:.](\\d{1,2})(?:[.,](\\d{1,9}))?)?(.*)", Pattern.DOTALL);
    private static final Pattern CLOCK = Pattern.compile("\\d{1,2}:\\d{2}.*", Pattern.DOTALL);
    /** As mail and most feeds write it: {@code Sat, 11 Jan 2025 09:30:00 GMT}. */
    private static final Pattern MAIL =
            Pattern.compile("(?:[A-Za-z]{3},? )?(\\d{1,2}) ([A-Za-z]{3}) (\\d{4}) (\\d{2}):(\\d{2}):(\\d{2}) "
                    + "(GMT|UTC|Z|[+-]\\d{4})");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0\\u202f]+");
    private static final Pattern YEAR_BEHIND = Pattern.compile("\\b(\\d{4})\\s*$");
    private static final Pattern SIGN_BEHIND = Pattern.compile("[+-]\\s*$");
    private static final Pattern ZONE_BEHIND = Pattern.compile("([+-]\\d{4}|\\b(?:GMT|UTC|[A-Z]{3,4}))\\s*$");
    private static final Pattern AFTERNOON = Pattern.compile("\\bp\\.?m\\b|\\dpm\\b|오후|下午|μ\\.?μ");
    private static final Pattern MORNING = Pattern.compile("\\ba\\.?m\\b|\\dam\\b|오전|上午|π\\.?μ");
    private static final Pattern HALF_OF_DAY = Pattern.compile("(?i)[ap]\\.?m\\.?(?![a-z])|오전|오후");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\d:])\\d+(?![\\d:])");
    private static final String PLAIN = "0000-00-00T00:00:00Z";
    private static final Map<String, Integer> MONTHS = months();

    /** Whether what is left open is taken in the usual way, or is no time. */
    private final boolean guessing;

    private Times(boolean guessing) {
        this.guessing = guessing;
    }

    /**
     * The instant that {@code given} names, between the years 1900 and 2200. What could be day-month or month-day, says no day,
     * or names a day that the month does not have, is no time.
     */
    public static Optional<Instant> parse(String given) {
        return new Times(false).bounded(given);
    }

    /** As {@link #parse}; of numbers that could be either the first is the month, a missing day is the first, one too high the last. */
    public static Optional<Instant> guess(String given) {
        return new Times(true).bounded(given);
    }

    private Optional<Instant> bounded(String given) {
        Instant plain = plain(given);
        if (plain != null) {
            return Optional.of(plain);
        }
        String clean = given.length() > MAX_LENGTH * 2
                ? ""
                : BLANKS.matcher(given.strip()).replaceAll(" ");
        if (clean.isEmpty() || clean.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return read(clean).filter(found -> {
                int year = found.atOffset(ZoneOffset.UTC).getYear();
                return year >= 1900 && year <= 2200;
            });
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The form that programs write most, {@code 2025-01-11T09:30:00Z}, without a search for others; null when it is another. */
    private static @Nullable Instant plain(String given) {
        if (given.length() != PLAIN.length()) {
            return null;
        }
        int[] numbers = new int[6];
        int part = 0;
        for (int i = 0; i < PLAIN.length(); i++) {
            char form = PLAIN.charAt(i);
            char one = given.charAt(i);
            if (form != '0' ? one != form : one < '0' || one > '9') {
                return null;
            }
            part += form == '0' ? 0 : 1;
            if (form == '0') {
                numbers[part] = numbers[part] * 10 + one - '0';
            }
        }
        boolean sound = numbers[0] >= 1900
                && numbers[0] <= 2200
                && numbers[1] >= 1
                && numbers[1] <= 12
                && numbers[2] >= 1
                && numbers[2] <= 28
                && numbers[3] < 24
                && numbers[4] < 60
                && numbers[5] < 60;
        return sound
                ? LocalDateTime.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
                        .toInstant(ZoneOffset.UTC)
                : null;
    }

    private Optional<Instant> read(String text) {
        Matcher mail = MAIL.matcher(text);
        @Nullable Integer named = mail.matches() ? MONTHS.get(mail.group(2).toLowerCase(Locale.ROOT)) : null;
        if (named != null) {
            return Optional.of(moment(
                            day(number(mail.group(3)), named, number(mail.group(1))),
                            number(mail.group(4)),
                            number(mail.group(5)),
                            number(mail.group(6)),
                            null)
                    .atZone(Zones.of(mail.group(7)).orElse(ZoneOffset.UTC))
                    .toInstant());
        }
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        }
        if (MILLISECONDS.matcher(text).matches()) {
            return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
        }
        Matcher compact = COMPACT.matcher(text);
        if (compact.matches()
                && (compact.group(7).isEmpty() || Zones.of(compact.group(7)).isPresent())) {
            return Optional.of(moment(
                            day(number(compact.group(1)), number(compact.group(2)), number(compact.group(3))),
                            number(compact.group(4)),
                            number(compact.group(5)),
                            compact.group(6) == null ? 0 : number(compact.group(6)),
                            null)
                    .atZone(Zones.of(compact.group(7)).orElse(ZoneOffset.UTC))
                    .toInstant());
        }
        Matcher week = WEEK.matcher(text);
        if (week.matches()) {
            LocalDate day = LocalDate.of(number(week.group(1)), 1, 4)
                    .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, number(week.group(2)))
                    .with(java.time.DayOfWeek.of(week.group(3) == null ? 1 : number(week.group(3))));
            return Optional.of(at(day, week.group(4)));
        }
        Matcher ordinal = ORDINAL.matcher(text);
        if (guessing && ordinal.matches()) {
            return Optional.of(
                    at(LocalDate.ofYearDay(number(ordinal.group(1)), number(ordinal.group(2))), ordinal.group(3)));
        }
        Matcher iso = ISO.matcher(text);
        if (iso.matches() && isoRest(iso) && (guessing || iso.group(3) != null)) {
            return Optional.of(iso(iso));
        }
        for (Pattern pattern : List.of(LOOSE_ISO, KOREAN, CJK)) {
            Matcher found = pattern.matcher(text);
            if (found.matches()) {
                return Optional.of(at(
                        day(number(found.group(1)), number(found.group(2)), number(found.group(3))), found.group(4)));
            }
        }
        Matcher slashes = SLASHES.matcher(text);
        if (slashes.matches()) {
            int first = number(slashes.group(1));
            int second = number(slashes.group(2));
            int year = year(slashes.group(3));
            if (!guessing && ambiguous(first, second)) {
                return Optional.empty();
            }
            return Optional.of(at(first > 12 ? day(year, second, first) : day(year, first, second), slashes.group(4)));
        }
        Matcher points = POINTS.matcher(text);
        if (points.matches()) {
            boolean european = text.indexOf('.') == points.end(1);
            if (!guessing && !european && ambiguous(number(points.group(1)), number(points.group(2)))) {
                return Optional.empty();
            }
            return Optional.of(at(
                    day(number(points.group(3)), number(points.group(2)), number(points.group(1))), points.group(4)));
        }
        Matcher two = TWO_DIGIT_ISO.matcher(text);
        if (guessing && two.matches()) {
            return Optional.of(at(day(year(two.group(1)), number(two.group(2)), number(two.group(3))), two.group(4)));
        }
        return words(text);
    }

    private static boolean ambiguous(int first, int second) {
        return first <= 12 && second <= 12 && first != second;
    }

    private static boolean isoRest(Matcher iso) {
        String rest = iso.group(8).strip();
        return rest.isEmpty() || Zones.of(rest).isPresent();
    }

    private Instant iso(Matcher iso) {
        LocalDate day = day(
                number(iso.group(1)),
                iso.group(2) == null ? 1 : number(iso.group(2)),
                iso.group(3) == null ? 1 : number(iso.group(3)));
        String fraction = iso.group(7);
        LocalDateTime time = moment(
                day,
                iso.group(4) == null ? 0 : number(iso.group(4)),
                iso.group(5) == null ? 0 : number(iso.group(5)),
                iso.group(6) == null ? 0 : number(iso.group(6)),
                fraction);
        return time.atZone(Zones.of(iso.group(8)).orElse(ZoneOffset.UTC)).toInstant();
    }

    /** Weekday, day, month by name, year, time and zone in any order that makes sense. */
    private Optional<Instant> words(String text) {
        int month = 0;
        String rest = text;
        // the last before the clock: a Tuesday in French is a March in English
        Matcher clockAt = CLOCK.matcher(text);
        int before = clockAt.find() ? clockAt.start() : text.length();
        for (var word : WORD.matcher(text).results().toList()) {
            Integer found = word.start() < before ? month(word.group()) : null;
            if (found != null) {
                month = found;
                rest = text.substring(0, word.start()) + " \u0001 " + text.substring(word.end());
            }
        }
        if (month == 0) {
            return Optional.empty();
        }
        String clock = "";
        Matcher time = CLOCK.matcher(rest);
        if (time.find()) {
            clock = time.group();
            rest = rest.substring(0, time.start());
            // asctime has the year behind the clock
            Matcher late = YEAR_BEHIND.matcher(clock);
            if (late.find()
                    && !SIGN_BEHIND.matcher(clock.substring(0, late.start())).find()
                    && NUMBER.matcher(rest).results().count() < 2) {
                rest += " " + late.group(1);
                clock = clock.substring(0, late.start());
            }
        } else {
            Matcher zone = ZONE_BEHIND.matcher(rest);
            if (zone.find() && zone.start() > 0) {
                clock = "00:00 " + zone.group(1);
                rest = rest.substring(0, zone.start());
            }
        }
        List<String> numbers = NUMBER.matcher(rest)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        if (numbers.size() == 1) {
            return guessing && numbers.getFirst().length() == 4
                    ? Optional.of(at(day(number(numbers.getFirst()), month, 1), clock))
                    : Optional.empty();
        }
        String first = numbers.get(0);
        String second = numbers.get(1);
        boolean yearFirst = first.length() == 4;
        return Optional.of(at(day(year(yearFirst ? first : second), month, number(yearFirst ? second : first)), clock));
    }

    private static Instant at(LocalDate day, @Nullable String clock) {
        String text = clock == null ? "" : clock.strip();
        if (text.isEmpty()) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return day.atStartOfDay(Zones.of(text).orElse(ZoneOffset.UTC)).toInstant();
        }
        int hour = number(time.group(1));
        boolean afternoon = AFTERNOON.matcher(lower).find();
        boolean morning = MORNING.matcher(lower).find();
        if (afternoon && hour < 12) {
            hour += 12;
        } else if (morning && hour == 12) {
            hour = 0;
        }
        String rest = HALF_OF_DAY.matcher(time.group(5)).replaceAll(" ");
        ZoneId zone = Zones.of(rest)
                .orElse(text.contains("오전") || text.contains("오후") ? ZoneId.of("+09:00") : ZoneOffset.UTC);
        return moment(
                        day,
                        hour,
                        number(time.group(2)),
                        time.group(3) == null ? 0 : number(time.group(3)),
                        time.group(4))
                .atZone(zone)
                .toInstant();
    }

    private static LocalDateTime moment(LocalDate day, int hour, int minute, int second, @Nullable String fraction) {
        int nanos = fraction == null ? 0 : number((fraction + "000000000").substring(0, 9));
        boolean midnight = hour == 24 && minute == 0;
        LocalTime time = LocalTime.of(midnight ? 0 : hour, minute, Math.min(second, 59), nanos);
        return (midnight ? day.plusDays(1) : day).atTime(time);
    }

    /** When guessing, days that a month does not have are its last, as feeds that count wrongly mean. */
    private LocalDate day(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw new DateTimeException("no day");
        }
        int last = Month.of(month).length(java.time.Year.isLeap(year));
        return LocalDate.of(year, month, guessing ? Math.min(day, last) : day);
    }

    private static int year(String digits) {
        int year = number(digits);
        return digits.length() > 2 ? year : year + (year < 70 ? 2000 : 1900);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static @Nullable Integer month(String word) {
        String key = word.toLowerCase(Locale.ROOT);
        Integer whole = MONTHS.get(key);
        return whole != null || key.length() <= 3 || !key.matches("[a-z]+") ? whole : MONTHS.get(key.substring(0, 3));
    }

    /** Lines of a number and the names of that month in many languages, in lower case. */
    private static Map<String, Integer> months() {
        Map<String, Integer> found = new HashMap<>();
        try (InputStream table = Objects.requireNonNull(Times.class.getResourceAsStream("months.txt"))) {
            for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] words = line.split(" ", -1);
                for (int i = 1; i < words.length; i++) {
                    found.putIfAbsent(words[i], Integer.valueOf(words[0]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(found);
    }
}
