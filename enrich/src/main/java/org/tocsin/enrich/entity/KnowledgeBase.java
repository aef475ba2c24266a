package org.tocsin.enrich.entity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Entity;

/**
 * Entities with the automaton of their names, in order of prominence. Immutable; a changed copy shares the shipped
 * automaton and adds a small one for the changes.
 */
final class KnowledgeBase {
    static final List<String> TYPES = List.of("person", "organization", "place", "group", "event", "product");
    static final int PERSON = 0;
    static final int ORGANIZATION = 1;
    static final int PLACE = 2;
    static final int GROUP = 3;
    static final int EVENT = 4;
    static final int PRODUCT = 5;

    private static final Set<String> SMALL_LANGUAGES =
            Set.of("uk", "ru", "pl", "cs", "bg", "fr", "es", "it", "pt", "de");

    private final byte[] text;
    /** Where the line of each shipped entity begins in the text; one more for the end. */
    private final int[] lines;

    private final byte[] types;
    private final AtomicReferenceArray<Entity> read;
    private final LongTable byId;
    private final Names names;
    private final Lexicon lexicon;

    /** What users changed. */
    private final List<Entity> extra;

    private final Map<String, Integer> extraIds;
    private final @Nullable Names added;
    private final BitSet gone;

    private KnowledgeBase(byte[] text, Lexicon lexicon) {
        this.text = text;
        this.lexicon = lexicon;
        int count = 0;
        for (byte each : text) {
            count += each == '\n' ? 1 : 0;
        }
        lines = new int[count + 1];
        types = new byte[count];
        read = new AtomicReferenceArray<>(count);
        byId = new LongTable(count);
        names = new Names(count * 4);
        extra = List.of();
        extraIds = Map.of();
        added = null;
        gone = new BitSet();
        enterAll();
    }

    private KnowledgeBase(
            KnowledgeBase shipped, List<Entity> extra, Map<String, Integer> extraIds, Names added, BitSet gone) {
        text = shipped.text;
        lines = shipped.lines;
        types = shipped.types;
        read = shipped.read;
        byId = shipped.byId;
        names = shipped.names;
        lexicon = shipped.lexicon;
        this.extra = List.copyOf(extra);
        this.extraIds = Map.copyOf(extraIds);
        this.added = added;
        this.gone = gone;
    }

    static KnowledgeBase shipped() {
        return new KnowledgeBase(bytes("entities.tsv.gz"), Lexicon.shipped());
    }

    /** The first entities of the shipped one. */
    static KnowledgeBase shipped(int entities) {
        byte[] text = bytes("entities.tsv.gz");
        int end = 0;
        for (int lines = 0; end < text.length && lines < entities; end++) {
            lines += text[end] == '\n' ? 1 : 0;
        }
        return new KnowledgeBase(Arrays.copyOf(text, end), Lexicon.shipped());
    }

    /** The knowledge base in a directory. */
    static KnowledgeBase read(Path directory) throws IOException {
        try (InputStream words = Files.newInputStream(directory.resolve("lexicon.tsv.gz"));
                InputStream lines = Files.newInputStream(directory.resolve("entities.tsv.gz"))) {
            Lexicon lexicon = Lexicon.read(new GZIPInputStream(words).readAllBytes());
            return new KnowledgeBase(new GZIPInputStream(lines, 1 << 16).readAllBytes(), lexicon);
        }
    }

    static KnowledgeBase of(List<Entity> entities, Lexicon lexicon) {
        StringBuilder all = new StringBuilder();
        entities.forEach(entity -> all.append(KnowledgeLine.write(entity)).append('\n'));
        return new KnowledgeBase(all.toString().getBytes(StandardCharsets.UTF_8), lexicon);
    }

    static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(KnowledgeBase.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String resource) {
        try (InputStream in = Objects.requireNonNull(KnowledgeBase.class.getResourceAsStream(resource), resource)) {
            return new GZIPInputStream(in, 1 << 16).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enters the names of all lines; entities themselves are read when they are asked for. */
    private void enterAll() {
        long[] words = new long[Names.LONGEST + 1];
        int start = 0;
        for (int i = 0; i < types.length; i++) {
            lines[i] = start;
            int end = start;
            while (text[end] != '\n') {
                end++;
            }
            enterLine(i, start, end, words);
            start = end + 1;
        }
        lines[types.length] = start;
    }

    private void enterLine(int index, int start, int end, long[] words) {
        int column = 0;
        int from = start;
        boolean reserved = false;
        String country = "";
        boolean wide = languages(start, end) >= KNOWN_EVERYWHERE;
        boolean local = !wide && geonames(start);
        for (int at = start; at <= end; at++) {
            if (at < end && text[at] != '\t') {
                continue;
            }
            if (column == 0) {
                byId.put(
                        Tokens.mix(new String(text, from, at - from, StandardCharsets.UTF_8).hashCode() * 31L
                                + (at - from)),
                        index);
            } else if (column == 1) {
                types[index] = (byte) TYPES.indexOf(new String(text, from, at - from, StandardCharsets.ISO_8859_1));
            } else if (column == 2 && local) {
                country = new String(text, from, at - from, StandardCharsets.ISO_8859_1);
            } else if (column == 5 || column == 7) {
                reserved |= at > from;
            } else if (column >= KnowledgeLine.FIXED) {
                int equals = from;
                while (text[equals] != '=') {
                    equals++;
                }
                String language = language(from, equals);
                boolean weak = reserved || (local && !language.equals("en") && !home(language, country));
                int name = equals + 1;
                for (int bar = name; bar <= at; bar++) {
                    if (bar == at || text[bar] == '|') {
                        enter(
                                new String(text, name, bar - name, StandardCharsets.UTF_8),
                                language,
                                types[index],
                                weak,
                                wide,
                                index,
                                names,
                                lexicon,
                                words);
                        name = bar + 1;
                    }
                }
            }
            column++;
            from = at + 1;
        }
    }

    /** Whether a line is that of a place of GeoNames: known around it alone where it has few languages. */
    private boolean geonames(int start) {
        for (int i = 0; i < GEONAMES.length(); i++) {
            if (text[start + i] != GEONAMES.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** In how many languages a line has names. */
    private int languages(int start, int end) {
        int languages = 0;
        for (int i = start; i < end; i++) {
            languages += text[i] == '=' ? 1 : 0;
        }
        return languages;
    }

    private static boolean home(String language, String country) {
        return HOMES.getOrDefault(language, "").contains(country) && !country.isEmpty();
    }

    private static final String GEONAMES = "tocsin:geo-";
    static final int KNOWN_EVERYWHERE = 11;
    /** Where a language is spoken and its news is about small places. */
    private static final Map<String, String> HOMES = Map.of(
            "uk",
            "UA RU",
            "ru",
            "RU UA BY KZ",
            "ko",
            "KR KP",
            "de",
            "DE AT CH",
            "fr",
            "FR BE CH",
            "es",
            "ES MX AR CO",
            "pl",
            "PL UA",
            "cs",
            "CZ SK");

    private static final List<String> LANGUAGES = List.of("en", "uk", "ru", "ko", "de", "fr", "es", "pl", "cs");

    private String language(int from, int to) {
        if (to - from == 2) {
            for (String each : LANGUAGES) {
                if (each.charAt(0) == text[from] && each.charAt(1) == text[from + 1]) {
                    return each;
                }
            }
        }
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** This with entities added, replaced or, where empty, taken away; in time of the changes alone. */
    KnowledgeBase with(Map<String, Optional<Entity>> changes) {
        List<Entity> more = new ArrayList<>();
        BitSet less = new BitSet();
        Map<String, Integer> ids = new HashMap<>();
        Names theirs = new Names(64);
        long[] words = new long[Names.LONGEST + 1];
        changes.forEach((id, change) -> {
            int old = index(id);
            if (old >= 0) {
                less.set(old);
            }
            change.ifPresent(entity -> {
                int index = types.length + more.size();
                ids.put(id, index);
                entity.names()
                        .forEach((language, all) -> all.forEach(name -> enter(
                                name,
                                language,
                                TYPES.indexOf(entity.type()),
                                entity.strict() || !entity.context().isEmpty(),
                                entity.names().size() >= KNOWN_EVERYWHERE,
                                index,
                                theirs,
                                lexicon,
                                words)));
                more.add(entity);
            });
        });
        return new KnowledgeBase(this, more, ids, theirs, less);
    }

    /** The index of a shipped entity, -1 when there is none. */
    private int index(String id) {
        int index = byId.get(Tokens.mix(id.hashCode() * 31L + id.length()));
        return index >= 0 && entity(index).id().equals(id) ? index : -1;
    }

    int size() {
        return types.length + extra.size();
    }

    Entity entity(int index) {
        if (index >= types.length) {
            return extra.get(index - types.length);
        }
        Entity known = read.get(index);
        if (known == null) {
            known = KnowledgeLine.read(
                    new String(text, lines[index], lines[index + 1] - 1 - lines[index], StandardCharsets.UTF_8));
            read.set(index, known);
        }
        return known;
    }

    @Nullable
    Entity entity(String id) {
        Integer given = extraIds.get(id);
        int index = given == null ? index(id) : given;
        return index < 0 || gone(index) ? null : entity(index);
    }

    boolean gone(int index) {
        return gone.get(index);
    }

    /** Whether a user gave this entity: found wherever its name stands. */
    boolean given(int index) {
        return index >= types.length;
    }

    Names names() {
        return names;
    }

    /** The names that users gave; null when there are none. */
    @Nullable
    Names added() {
        return added;
    }

    Lexicon lexicon() {
        return lexicon;
    }

    int type(int index) {
        return index < types.length
                ? types[index]
                : TYPES.indexOf(extra.get(index - types.length).type());
    }

    static String label(Entity entity) {
        List<String> english = entity.names().get("en");
        if (english != null && !english.isEmpty()) {
            return english.getFirst();
        }
        return entity.names().isEmpty()
                ? entity.id()
                : new java.util.TreeMap<>(entity.names())
                        .firstEntry()
                        .getValue()
                        .getFirst();
    }

    private static void enter(
            String name,
            String language,
            int type,
            boolean reserved,
            boolean wide,
            int index,
            Names names,
            Lexicon lexicon,
            long[] words) {
        Tokens tokens = Tokens.of(name);
        int length = words(tokens, words, null);
        if (length == 0 || length > Names.LONGEST) {
            return;
        }
        int flags = languageBit(language) << Names.LANGUAGE_SHIFT;
        boolean single = length == 1;
        if (single && acronym(name)) {
            flags |= Names.ACRONYM;
        }
        if ((type == GROUP && SMALL_LANGUAGES.contains(language)) || Character.isLowerCase(name.codePointAt(0))) {
            flags |= Names.SMALL;
        }
        if (single && (reserved || weak(words[0], language, lexicon, flags, type, wide))) {
            flags |= Names.WEAK;
        }
        if (!single && tokens.shape(tokens.size() - 1) == Tokens.LOWER) {
            flags |= Names.SMALL_END;
        }
        names.add(words, length, index, flags);
        Stems.Family family = family(language, type == GROUP);
        if (family != null && (flags & Names.ACRONYM) == 0 && !indeclinable(name, language, single)) {
            int stems = words(tokens, words, family, false);
            names.add(words, stems, index, flags | Names.STEM);
            stems = words(tokens, words, family, true);
            names.add(words, stems, index, flags | Names.STEM);
        }
    }

    /** Single-word names of Russian and Ukrainian that end in a vowel that is no case ending. */
    private static boolean indeclinable(String name, String language, boolean single) {
        char last = name.charAt(name.length() - 1);
        if (!single) {
            return false;
        }
        return switch (language) {
            case "ru" -> "иуоеэю".indexOf(last) >= 0 || name.length() < 4;
            case "uk" -> ("уію".indexOf(last) >= 0 && name.length() < 6) || name.length() < 4;
            default -> name.length() < 4;
        };
    }

    static Stems.@Nullable Family family(String language, boolean group) {
        return switch (language) {
            case "uk", "ru", "bg", "be", "sr" -> Stems.Family.CYRILLIC;
            case "pl", "cs", "sk" -> Stems.Family.POLISH;
            case "de" -> group ? Stems.Family.GERMAN_ADJECTIVE : Stems.Family.GERMAN_NAME;
            default -> null;
        };
    }

    static int languageBit(String language) {
        return switch (language) {
            case "en" -> 1;
            case "uk" -> 2;
            case "ru" -> 4;
            case "ko" -> 8;
            case "de" -> 16;
            case "fr" -> 32;
            case "es" -> 64;
            case "pl", "cs", "sk" -> 128;
            case "" -> 0;
            default -> 256;
        };
    }

    private static boolean acronym(String name) {
        int letters = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLowerCase(c) && !(c == 's' && i == name.length() - 1)) {
                return false;
            }
            letters += Character.isUpperCase(c) ? 1 : 0;
        }
        return letters >= 2 && letters <= 6 && name.length() <= 9;
    }

    /**
     * Whether a single word is an everyday word of its language, or a first name where a place is meant: in German, which no
     * model reads, for a place that is known everywhere only one that many people bear.
     */
    private static boolean weak(long word, String language, Lexicon lexicon, int flags, int type, boolean wide) {
        int known = lexicon.get(word);
        boolean everyday = Set.of("en", "uk", "ru").contains(language) && Lexicon.everyday(known);
        boolean firstName = type == PLACE
                && !language.equals("en")
                && (known & Lexicon.FIRST_NAME) != 0
                && !(wide && language.equals("de") && (Cues.of(word) & Cues.GIVEN) == 0);
        return (everyday || firstName) && (flags & Names.ACRONYM) == 0;
    }

    /** The keys of the words of a name, by stems when a family is given; 0 when it is too long or cannot be stemmed. */
    static int words(Tokens tokens, long[] words, Stems.@Nullable Family family) {
        return words(tokens, words, family, false);
    }

    private static int words(Tokens tokens, long[] words, Stems.@Nullable Family family, boolean base) {
        int length = 0;
        for (int i = 0; i < tokens.size(); i++) {
            byte kind = tokens.kind(i);
            if (kind == Tokens.WORD || kind == Tokens.NUMBER) {
                if (length == Names.LONGEST) {
                    return 0;
                }
                long key = tokens.key(i);
                if (family != null && kind == Tokens.WORD) {
                    long stem = Stems.key(tokens.text(), tokens.start(i), tokens.end(i), family, base);
                    key = stem == 0 ? key : stem;
                }
                words[length++] = key;
            }
        }
        return length;
    }
}
