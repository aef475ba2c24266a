package org.tocsin.ingest.text;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The zones behind a time: offsets, abbreviations as the press uses them, military letters, names of the time zone database. */
final class Zones {
    private static final Pattern ZONE =
            Pattern.compile("(?i)(?:UTC|GMT|UT)?\\s*([+-])(\\d{1,2}):?(\\d{2})?(?::?\\d{2})?");
    private static final Map<String, String> ZONES = zones();

    private Zones() {}

    /** The zone that {@code text} begins with; empty when it begins with none. */
    static Optional<ZoneId> of(@Nullable String text) {
        String clean = text == null ? "" : beforeBracket(text).strip();
        if (clean.isEmpty()) {
            return Optional.empty();
        }
        Matcher offset = ZONE.matcher(clean);
        if (offset.lookingAt()) {
            int hours = Integer.parseInt(offset.group(2));
            int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
            int sign = offset.group(1).equals("-") ? -1 : 1;
            return hours > 18 || minutes > 59
                    ? Optional.of(ZoneOffset.UTC)
                    : Optional.of(ZoneOffset.ofTotalSeconds(sign * (hours * 60 + minutes) * 60));
        }
        String named = clean.contains(" ") ? clean.substring(0, clean.indexOf(' ')) : clean;
        String known = ZONES.get(named.toUpperCase(Locale.ROOT));
        if (known != null) {
            Matcher more = ZONE.matcher(clean.substring(named.length()).strip());
            return more.matches() && known.equals("Z") ? of(more.group()) : Optional.of(ZoneId.of(known));
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

    private static String beforeBracket(String text) {
        int bracket = text.indexOf('(');
        return bracket < 0 ? text : text.substring(0, bracket);
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
