package org.tocsin.enrich.entity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Names in at least as many languages make an entity one that is known everywhere. */
    static final int KNOWN_EVERYWHERE = 11;

    /** The index of the shipped entities, which the build makes. */
    static final String NAMES = "names.bin.gz";

    private final EntityIndex index;
    private final AtomicReferenceArray<Entity> read;
    private final Lexicon lexicon;

    /** What users changed. */
    private final List<Entity> extra;

    private final Map<String, Integer> extraIds;
    private final @Nullable Names added;
    private final BitSet gone;

    private KnowledgeBase(EntityIndex index, Lexicon lexicon) {
        this.index = index;
        this.lexicon = lexicon;
        read = new AtomicReferenceArray<>(index.size());
        extra = List.of();
        extraIds = Map.of();
        added = null;
        gone = new BitSet();
    }

    private KnowledgeBase(
            KnowledgeBase shipped, List<Entity> extra, Map<String, Integer> extraIds, Names added, BitSet gone) {
        index = shipped.index;
        read = shipped.read;
        lexicon = shipped.lexicon;
        this.extra = List.copyOf(extra);
        this.extraIds = Map.copyOf(extraIds);
        this.added = added;
        this.gone = gone;
    }

    static KnowledgeBase shipped() {
        return new KnowledgeBase(
                new EntityIndex(entities(), ByteBuffer.wrap(Resources.unpacked(NAMES))), Lexicon.shipped());
    }

    /** The lines of the shipped entities. */
    static byte[] entities() {
        return Resources.unpacked("entities.tsv.gz");
    }

    /** The first entities of the shipped one. */
    static KnowledgeBase shipped(int entities) {
        byte[] text = entities();
        int end = 0;
        for (int lines = 0; end < text.length && lines < entities; end++) {
            lines += text[end] == '\n' ? 1 : 0;
        }
        Lexicon lexicon = Lexicon.shipped();
        return new KnowledgeBase(new EntityIndex(Arrays.copyOf(text, end), lexicon), lexicon);
    }

    /** The knowledge base in a directory. */
    static KnowledgeBase read(Path directory) throws IOException {
        try (InputStream words = Files.newInputStream(directory.resolve("lexicon.tsv.gz"));
                InputStream lines = Files.newInputStream(directory.resolve("entities.tsv.gz"))) {
            Lexicon lexicon = Lexicon.read(new GZIPInputStream(words).readAllBytes());
            return new KnowledgeBase(
                    new EntityIndex(new GZIPInputStream(lines, 1 << 16).readAllBytes(), lexicon), lexicon);
        }
    }

    static KnowledgeBase of(List<Entity> entities, Lexicon lexicon) {
        StringBuilder all = new StringBuilder();
        entities.forEach(entity -> all.append(KnowledgeLine.write(entity)).append('\n'));
        return new KnowledgeBase(new EntityIndex(all.toString().getBytes(StandardCharsets.UTF_8), lexicon), lexicon);
    }

    /** This with entities added, replaced or, where empty, taken away; in time of the changes alone. */
    KnowledgeBase with(Map<String, Optional<Entity>> changes) {
        List<Entity> more = new ArrayList<>();
        BitSet less = new BitSet();
        Map<String, Integer> ids = new HashMap<>();
        Names theirs = new Names(64);
        long[] words = new long[Names.LONGEST + 1];
        changes.forEach((id, change) -> {
            int old = shippedAt(id);
            if (old >= 0) {
                less.set(old);
            }
            change.ifPresent(entity -> {
                int place = index.size() + more.size();
                ids.put(id, place);
                entity.names()
                        .forEach((language, all) -> all.forEach(name -> NameEntry.enter(
                                name,
                                language,
                                TYPES.indexOf(entity.type()),
                                entity.strict() || !entity.context().isEmpty(),
                                entity.names().size() >= KNOWN_EVERYWHERE,
                                place,
                                theirs,
                                lexicon,
                                words)));
                more.add(entity);
            });
        });
        return new KnowledgeBase(this, more, ids, theirs, less);
    }

    /** The number of a shipped entity, -1 when there is none. */
    private int shippedAt(String id) {
        int at = index.at(id);
        return at >= 0 && entity(at).id().equals(id) ? at : -1;
    }

    int size() {
        return index.size() + extra.size();
    }

    Entity entity(int number) {
        if (number >= index.size()) {
            return extra.get(number - index.size());
        }
        Entity known = read.get(number);
        if (known == null) {
            known = KnowledgeLine.read(index.line(number));
            read.set(number, known);
        }
        return known;
    }

    @Nullable
    Entity entity(String id) {
        Integer given = extraIds.get(id);
        int number = given == null ? shippedAt(id) : given;
        return number < 0 || gone(number) ? null : entity(number);
    }

    boolean gone(int number) {
        return gone.get(number);
    }

    /** Whether a user gave this entity: found wherever its name stands. */
    boolean given(int number) {
        return number >= index.size();
    }

    Names names() {
        return index.names();
    }

    /** The names that users gave; null when there are none. */
    @Nullable
    Names added() {
        return added;
    }

    Lexicon lexicon() {
        return lexicon;
    }

    int type(int number) {
        return number < index.size()
                ? index.type(number)
                : TYPES.indexOf(extra.get(number - index.size()).type());
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
}
