package org.tocsin.enrich.entity;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names that no list has, told by the word that they begin with: Fundación Puentes Abiertos, Fundacji Pomocy
 * Uchodźcom, Außenministerin Anna Müller. For languages that the model was not trained for.
 */
final class HeadWords {
    private static final double SURE = 0.6;
    /** Of a person whose first name and role are known. */
    private static final double SURE_OF_BOTH = 0.8;

    private static final int LONGEST = 7;
    private static final int SHORTEST_STEM = 5;

    /** Beginnings of words that organisations begin with, which stand for all their cases. */
    private static final Map<String, Set<String>> ORGANIZATIONS = Map.of(
            "es",
            Set.of(
                    "fundación",
                    "asociación",
                    "universidad",
                    "instituto",
                    "ministerio",
                    "comisión",
                    "consejo",
                    "federación",
                    "sindicato",
                    "organización",
                    "comité",
                    "agencia",
                    "banco",
                    "confederación",
                    "colegio",
                    "observatorio"),
            "fr",
            Set.of(
                    "fondation",
                    "association",
                    "université",
                    "institut",
                    "ministère",
                    "conseil",
                    "fédération",
                    "syndicat",
                    "organisation",
                    "comité",
                    "agence",
                    "banque",
                    "confédération",
                    "observatoire"),
            "pl",
            Set.of(
                    "fundacj",
                    "stowarzyszeni",
                    "uniwersyte",
                    "instytu",
                    "ministerstw",
                    "komisj",
                    "agencj",
                    "federacj",
                    "towarzystw",
                    "związ",
                    "komite",
                    "politechni",
                    "akademi",
                    "izba",
                    "izby",
                    "izbie",
                    "urząd",
                    "urzędu",
                    "urzędzie"),
            "de",
            Set.of(
                    "stiftung",
                    "verband",
                    "universität",
                    "institut",
                    "bundesverband",
                    "bundesamt",
                    "landesamt",
                    "bundesministerium",
                    "ministerium",
                    "gewerkschaft"),
            "cs",
            Set.of("nadac", "ministerstv", "univerzit", "institut", "ústav", "svaz", "sdružen", "asociac"));

    /** Words within such a name. */
    private static final Set<Long> WITHIN = keys(
            "de del la las los el y e para por des du d' et pour le les i w na dla ds." + " z ze o für der und a pro");

    /** What a person is or does, before the name, in German. */
    private static final Set<String> GERMAN_ROLES = Set.of(
            "herr",
            "frau",
            "dr",
            "prof",
            "professor",
            "professorin",
            "präsident",
            "präsidentin",
            "kanzler",
            "kanzlerin",
            "bundeskanzler",
            "bundeskanzlerin",
            "minister",
            "ministerin",
            "bürgermeister",
            "bürgermeisterin",
            "sprecher",
            "sprecherin",
            "chef",
            "chefin",
            "trainer",
            "trainerin",
            "general",
            "autor",
            "autorin",
            "regisseur",
            "regisseurin",
            "schauspieler",
            "schauspielerin",
            "sänger",
            "sängerin",
            "politiker",
            "politikerin",
            "experte",
            "expertin",
            "vorsitzende",
            "vorsitzender",
            "vorsitzenden",
            "direktor",
            "direktorin",
            "anwalt",
            "anwältin",
            "richter",
            "richterin",
            "papst",
            "könig",
            "königin",
            "prinz",
            "prinzessin",
            "stürmer",
            "torwart",
            "journalist",
            "journalistin",
            "historiker",
            "historikerin",
            "forscher",
            "forscherin",
            "abgeordnete",
            "abgeordneter",
            "senator",
            "senatorin",
            "botschafter",
            "botschafterin",
            "gouverneur",
            "gouverneurin",
            "unternehmer",
            "unternehmerin",
            "milliardär");

    private static final Set<Long> GERMAN_PARTICLES = keys("von van zu de");

    private HeadWords() {}

    private static Set<Long> keys(String words) {
        Set<Long> keys = new HashSet<>();
        for (String word : words.split(" ", -1)) {
            keys.add(Tokens.key(word));
        }
        return keys;
    }

    /** Adds what is found where no known name begins, in place of what lies in it; linear in the field. */
    static void add(Reading reading, Lexicon lexicon, List<Span> spans) {
        BitSet known = new BitSet();
        BitSet taken = new BitSet();
        BitSet towns = new BitSet();
        for (Span span : spans) {
            (span.ground() == Span.Ground.MODEL ? taken : known).set(span.from(), span.to());
            if (span.type() == KnowledgeBase.PLACE && span.to() - span.from() == 1) {
                towns.set(span.from());
            }
        }
        taken.or(known);
        List<Span> found = new ArrayList<>();
        Set<String> heads = ORGANIZATIONS.getOrDefault(reading.code, Set.of());
        for (int i = 0; i < reading.tokens.size() && !heads.isEmpty(); i++) {
            int to = head(reading, heads, i) ? organization(reading.tokens, i) : i;
            if (to > i + 1 && !known.get(i)) {
                found.add(span(reading, i, to, KnowledgeBase.ORGANIZATION, SURE));
                taken.set(i, to);
                towns.clear(i, to);
                i = to - 1;
            }
        }
        if (reading.german()) {
            people(reading, lexicon, taken, towns, found);
        }
        BitSet replaced = new BitSet();
        found.forEach(span -> replaced.set(span.from(), span.to()));
        spans.removeIf(span -> replaced.get(span.from(), span.to()).cardinality() > 0);
        spans.addAll(found);
    }

    private static boolean head(Reading reading, Set<String> heads, int i) {
        Tokens tokens = reading.tokens;
        if (tokens.shape(i) != Tokens.TITLE || reading.titleCase(i) || reading.allCapitals(i)) {
            return false;
        }
        String word = tokens.surface(i, i + 1).toLowerCase(Locale.ROOT);
        if (heads.contains(word)) {
            return true;
        }
        for (String head : heads) {
            if (head.length() >= SHORTEST_STEM && word.startsWith(head) && word.length() - head.length() <= 3) {
                return true;
            }
        }
        return false;
    }

    /** Where the name ends that begins at a token: behind its last capitalised word. */
    private static int organization(Tokens tokens, int from) {
        int to = from + 1;
        int at = from + 1;
        while (at < tokens.size() && at - from < LONGEST && tokens.word(at)) {
            if (tokens.capital(at)) {
                to = at + 1;
            } else if (!WITHIN.contains(tokens.key(at))) {
                break;
            }
            at++;
        }
        return to;
    }

    private static Span span(Reading reading, int from, int to, int type, double sure) {
        Tokens tokens = reading.tokens;
        return new Span(reading, from, to, tokens.start(from), tokens.end(to - 1), type, sure, Span.Ground.MODEL);
    }

    /** First names with the capitalised word behind them, and two capitalised words behind a role. */
    private static void people(Reading reading, Lexicon lexicon, BitSet taken, BitSet towns, List<Span> found) {
        Tokens tokens = reading.tokens;
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (!name(reading, i, taken)) {
                continue;
            }
            boolean given = (lexicon.get(tokens.key(i)) & Lexicon.FIRST_NAME) != 0;
            boolean role = i > 0 && role(tokens, i - 1);
            int to = i + 1;
            while (to < tokens.size()
                    && to - i < 3
                    && GERMAN_PARTICLES.contains(tokens.key(to))
                    && !tokens.capital(to)) {
                to++;
            }
            boolean family = to < tokens.size() && (name(reading, to, taken) || town(reading, to, taken, towns));
            if ((!given && !role) || !family) {
                continue;
            }
            to++;
            found.add(span(reading, i, to, KnowledgeBase.PERSON, given && role ? SURE_OF_BOTH : SURE));
            taken.set(i, to);
            i = to;
        }
    }

    private static boolean name(Reading reading, int i, BitSet taken) {
        return reading.tokens.shape(i) == Tokens.TITLE && !taken.get(i) && !reading.titleCase(i);
    }

    /** Whether a town's name stands where a family name does: Kevin Bellingham. */
    private static boolean town(Reading reading, int i, BitSet taken, BitSet towns) {
        int match = taken.get(i) && towns.get(i) ? reading.longest(i) : -1;
        return match >= 0 && reading.to(match) == i + 1 && reading.town(reading.entity(match, reading.first(match)));
    }

    private static boolean role(Tokens tokens, int i) {
        String word = tokens.surface(i, i + 1).toLowerCase(Locale.ROOT);
        return GERMAN_ROLES.stream().anyMatch(role -> word.endsWith(role) && (word.equals(role) || role.length() >= 4));
    }
}
