package org.tocsin.enrich.entity;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Where in the text of the knowledge base each entity stands, by number and by id, and the automaton of their names. Entering
 * the names takes a second of a start, so that the build does it once for what is shipped ({@link #main}).
 */
final class EntityIndex {
    private static final String GEONAMES = "tocsin:geo-";
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

    private final byte[] text;
    private final int[] lines;
    private final byte[] types;
    private final LongTable byId;
    private final Names names;

    /** Enters all names of a text, an entity a line. */
    EntityIndex(byte[] text, Lexicon lexicon) {
        this.text = text;
        int count = 0;
        for (byte each : text) {
            count += each == '\n' ? 1 : 0;
        }
        lines = new int[count + 1];
        types = new byte[count];
        byId = new LongTable(count);
        names = new Names(count * 4);
        enterAll(lexicon);
    }

    /** What {@link #write} wrote of the same text. */
    EntityIndex(byte[] text, ByteBuffer written) {
        this.text = text;
        lines = new int[written.getInt() + 1];
        for (int i = 1; i < lines.length; i++) {
            lines[i] = lines[i - 1] + written.getInt();
        }
        types = new byte[lines.length - 1];
        written.get(types);
        byId = new LongTable(written);
        names = new Names(written);
    }

    /** Writes the index of the shipped entities beside them: {@code names.bin.gz} in the directory that is the only argument. */
    public static void main(String[] args) throws IOException {
        Path target = Files.createDirectories(Path.of(args[0])).resolve(KnowledgeBase.NAMES);
        EntityIndex index = new EntityIndex(KnowledgeBase.entities(), Lexicon.shipped());
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(target), 1 << 16))) {
            index.write(out);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(types.length);
        for (int i = 1; i < lines.length; i++) {
            out.writeInt(lines[i] - lines[i - 1]);
        }
        out.write(types);
        byId.write(out);
        names.write(out);
    }

    /** How many entities there are. */
    int size() {
        return types.length;
    }

    /** An entity's place among {@link KnowledgeBase#TYPES}. */
    int type(int entity) {
        return types[entity];
    }

    /** The line of an entity. */
    String line(int entity) {
        return new String(text, lines[entity], lines[entity + 1] - 1 - lines[entity], StandardCharsets.UTF_8);
    }

    /** The entity that most likely has this id, -1 when none has. */
    int at(String id) {
        return byId.get(key(id));
    }

    private static long key(String id) {
        return Tokens.mix(id.hashCode() * 31L + id.length());
    }

    Names names() {
        return names;
    }

    /** Enters the names of all lines; entities themselves are read when they are asked for. */
    private void enterAll(Lexicon lexicon) {
        long[] words = new long[Names.LONGEST + 1];
        int start = 0;
        for (int i = 0; i < types.length; i++) {
            lines[i] = start;
            int end = start;
            while (text[end] != '\n') {
                end++;
            }
            enterLine(i, start, end, lexicon, words);
            start = end + 1;
        }
        lines[types.length] = start;
    }

    private void enterLine(int index, int start, int end, Lexicon lexicon, long[] words) {
        int column = 0;
        int from = start;
        boolean reserved = false;
        String country = "";
        boolean wide = languages(start, end) >= KnowledgeBase.KNOWN_EVERYWHERE;
        boolean local = !wide && geonames(start);
        for (int at = start; at <= end; at++) {
            if (at < end && text[at] != '\t') {
                continue;
            }
            if (column == 0) {
                byId.put(key(new String(text, from, at - from, StandardCharsets.UTF_8)), index);
            } else if (column == 1) {
                types[index] = (byte)
                        KnowledgeBase.TYPES.indexOf(new String(text, from, at - from, StandardCharsets.ISO_8859_1));
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
                        NameEntry.enter(
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
}
