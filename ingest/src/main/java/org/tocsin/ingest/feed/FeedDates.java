package org.tocsin.ingest.feed;

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
 * Reads the dates of the world's feeds: ISO 8601 and W3CDTF in all their shortenings, RFC 822 and its variants, asctime, US
 * and European numbers, Korean, and month names of some thirty languages. A date without a zone is taken for UTC, one without
 * a time for midnight; two-digit years are 1970 to 2069.
 */
final class FeedDates {
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
    private static final Pattern EPOCH = Pattern.compile("(\\d{10})(\\d{3})?");
    private static final Pattern TIME = Pattern.compile(
            "(?:\\D*?\\b)?(\\d{1,2})[:.h](\\d{2})(?:[:.](\\d{1,2})(?:[.,](\\d{1,9}))?)?(.*)", Pattern.DOTALL);
    private static final Pattern CLOCK = Pattern.compile("\\d{1,2}:\\d{2}.*", Pattern.DOTALL);
    private static final Pattern ZONE =
            Pattern.compile("(?i)(?:UTC|GMT|UT)?\\s*([+-])(\\d{1,2}):?(\\d{2})?(?::?\\d{2})?");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\d:])\\d+(?![\\d:])");
    private static final Map<String, Integer> MONTHS = months();
    private static final Map<String, String> ZONES = zones();

    private FeedDates() {}

    /** The moment that {@code text} names, if it names one between the years 1900 and 2200. */
    static Optional<Instant> parse(String text) {
        String clean = text.strip().replaceAll("[\\s\\u00a0\\u202f]+", " ");
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

    private static Optional<Instant> read(String text) {
        Matcher epoch = EPOCH.matcher(text);
        if (epoch.matches()) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(epoch.group(1))));
        }
        Matcher week = WEEK.matcher(text);
        if (week.matches()) {
            LocalDate day = LocalDate.of(number(week.group(1)), 1, 4)
                    .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, number(week.group(2)))
                    .with(java.time.DayOfWeek.of(week.group(3) == null ? 1 : number(week.group(3))));
            return Optional.of(at(day, week.group(4)));
        }
        Matcher ordinal = ORDINAL.matcher(text);
        if (ordinal.matches()) {
            return Optional.of(
                    at(LocalDate.ofYearDay(number(ordinal.group(1)), number(ordinal.group(2))), ordinal.group(3)));
        }
        Matcher iso = ISO.matcher(text);
        if (iso.matches() && isoRest(iso)) {
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
            return Optional.of(at(first > 12 ? day(year, second, first) : day(year, first, second), slashes.group(4)));
        }
        Matcher points = POINTS.matcher(text);
        if (points.matches()) {
            return Optional.of(at(
                    day(number(points.group(3)), number(points.group(2)), number(points.group(1))), points.group(4)));
        }
        Matcher two = TWO_DIGIT_ISO.matcher(text);
        if (two.matches()) {
            return Optional.of(at(day(year(two.group(1)), number(two.group(2)), number(two.group(3))), two.group(4)));
        }
        return words(text);
    }

    private static boolean isoRest(Matcher iso) {
        String rest = iso.group(8).strip();
        return rest.isEmpty() || zone(rest).isPresent();
    }

    private static Instant iso(Matcher iso) {
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
        return time.atZone(zone(iso.group(8)).orElse(ZoneOffset.UTC)).toInstant();
    }

    /** Weekday, day, month by name, year, time and zone in any order that makes sense. */
    private static Optional<Instant> words(String text) {
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
            Matcher late = Pattern.compile("\\b(\\d{4})\\s*$").matcher(clock);
            if (late.find()
                    && !Pattern.compile("[+-]\\s*$")
                            .matcher(clock.substring(0, late.start()))
                            .find()
                    && NUMBER.matcher(rest).results().count() < 2) {
                rest += " " + late.group(1);
                clock = clock.substring(0, late.start());
            }
        } else {
            Matcher zone = Pattern.compile("([+-]\\d{4}|\\b(?:GMT|UTC|[A-Z]{3,4}))\\s*$")
                    .matcher(rest);
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
            return numbers.getFirst().length() == 4
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
            return day.atStartOfDay(zone(text).orElse(ZoneOffset.UTC)).toInstant();
        }
        int hour = number(time.group(1));
        boolean afternoon = lower.matches(".*(?:\\bp\\.?m\\b|\\dpm\\b|오후|下午|μ\\.?μ).*");
        boolean morning = lower.matches(".*(?:\\ba\\.?m\\b|\\dam\\b|오전|上午|π\\.?μ).*");
        if (afternoon && hour < 12) {
            hour += 12;
        } else if (morning && hour == 12) {
            hour = 0;
        }
        String rest = time.group(5).replaceAll("(?i)[ap]\\.?m\\.?(?![a-z])|오전|오후", " ");
        ZoneId zone = zone(rest).orElse(text.matches(".*(오전|오후).*") ? ZoneId.of("+09:00") : ZoneOffset.UTC);
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

    /** Days that a month does not have are its last, as feeds that count wrongly mean. */
    private static LocalDate day(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw new DateTimeException("no day");
        }
        return LocalDate.of(year, month, Math.min(day, Month.of(month).length(java.time.Year.isLeap(year))));
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

    private static Optional<ZoneId> zone(@Nullable String text) {
        String clean = text == null ? "" : text.replaceAll("\\(.*", "").strip();
        if (clean.isEmpty()) {
            return Optional.empty();
        }
        Matcher offset = ZONE.matcher(clean);
        if (offset.lookingAt()) {
            int hours = number(offset.group(2));
            int minutes = offset.group(3) == null ? 0 : number(offset.group(3));
            int sign = offset.group(1).equals("-") ? -1 : 1;
            return hours > 18 || minutes > 59
                    ? Optional.of(ZoneOffset.UTC)
                    : Optional.of(ZoneOffset.ofTotalSeconds(sign * (hours * 60 + minutes) * 60));
        }
        String named = clean.contains(" ") ? clean.substring(0, clean.indexOf(' ')) : clean;
        String known = ZONES.get(named.toUpperCase(Locale.ROOT));
        if (known != null) {
            Matcher more = ZONE.matcher(clean.substring(named.length()).strip());
            return more.matches() && known.equals("Z") ? zone(more.group()) : Optional.of(ZoneId.of(known));
        }
        if (named.matches("[A-Za-z]+/[A-Za-z_/+-]+")) {
            try {
                return Optional.of(ZoneId.of(named));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Lines of a number and the names of that month in many languages, in lower case. */
    private static Map<String, Integer> months() {
        Map<String, Integer> found = new HashMap<>();
        try (InputStream table = Objects.requireNonNull(FeedDates.class.getResourceAsStream("months.txt"))) {
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

    private static Map<String, String> zones() {
        Map<String, String> found = new HashMap<>();
        String table =
                "UT Z,UTC Z,GMT Z,Z Z,WET Z,EST -5,EDT -4,ET America/New_York,CST -6,CDT -5,CT America/Chicago,MST -7,MDT -6,"
                        + "MT America/Denver,PST -8,PDT -7,PT America/Los_Angeles,AST -4,ADT -3,AT America/Halifax,AKST -9,"
                        + "AKDT -8,HST -10,NST -03:30,NDT -02:30,BST +1,IST +05:30,WEST +1,CET +1,CEST +2,MEZ +1,MESZ +2,"
                        + "MET +1,MEST +2,EET +2,EEST +3,MSK +3,MSD +4,TRT +3,SAST +2,PKT +5,NPT +05:45,ICT +7,WIB +7,HKT +8,"
                        + "SGT +8,PHT +8,AWST +8,JST +9,KST +9,ACST +09:30,ACDT +10:30,AEST +10,AEDT +11,NZST +12,NZDT +13,"
                        + "BRT -3,ART -3,CLT -4,COT -5,PET -5,VET -4,GST +4,UZT +5,"
                        + "A -1,B -2,C -3,D -4,E -5,F -6,G -7,H -8,I -9,K -10,L -11,M -12,N +1,O +2,P +3,Q +4,R +5,S +6,T +7,"
                        + "U +8,V +9,W +10,X +11,Y +12";
        for (String line : table.split(",", -1)) {
            found.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        return Map.copyOf(found);
    }
}
