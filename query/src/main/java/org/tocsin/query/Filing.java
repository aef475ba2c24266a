package org.tocsin.query;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which queries are filed under which word. Written under the lock of its index, read without one.
 *
 * <p>The entries of a word are one array: its first number is how many of the others are in use, then come, for
 * each query, its ordinal, its guard and the word that it forbids. The ordinal carries flags, {@link #COMPLETE},
 * {@link #SEVERAL}, {@link #RIGHT_AFTER} and {@link #RIGHT_BEFORE}. An entry is
 * written before the count that shows it; removing makes a new array.
 */
final class Filing {
    /** Word and guard are all that the query asks for. */
    static final int COMPLETE = 1 << 31;

    /** The query is filed under several words, so it may come up more than once for one document. */
    static final int SEVERAL = 1 << 30;

    /** The guard stands right after the word. */
    static final int RIGHT_AFTER = 1 << 29;

    /** The guard stands right before the word. */
    static final int RIGHT_BEFORE = 1 << 28;

    /** The guard stands right beside the word. */
    static final int BESIDE = RIGHT_AFTER | RIGHT_BEFORE;

    static final int ORDINAL = RIGHT_BEFORE - 1;

    /** Numbers of one entry. */
    static final int WIDTH = 3;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[][].class);
    private static final int[] NONE = {0};
    private static final int[] REMOVED = {};

    private volatile int[][] byWord = new int[1024][];
    private volatile @Nullable Stored[] stored = new Stored[1024];
    private volatile @Nullable Hit[] single = new Hit[1024];
    private volatile int[][] programs = new int[1024][];
    private volatile int[] everywhere = {};
    private final int side;
    private int[][] words = new int[1024][];
    private volatile int ordinals;

    /** An empty one; the one that takes its place has the other side, 0 or 1. */
    Filing(int side) {
        this.side = side;
    }

    int side() {
        return side;
    }

    /** The entries of a word. */
    int[] entries(int word) {
        int[][] now = byWord;
        int[] found = word < now.length ? (int[]) WORD.getAcquire(now, word) : null;
        return found == null ? NONE : found;
    }

    /** How many numbers of {@code entries}, from 1 on, are in use. */
    static int used(int[] entries) {
        return (int) ENTRY.getAcquire(entries, 0);
    }

    /** The query with that ordinal, null when it has been removed. */
    @Nullable
    Stored stored(int ordinal) {
        @Nullable Stored[] now = stored;
        return ordinal < now.length ? now[ordinal] : null;
    }

    /** The answer of a query with one id, null when it has several or none: spares a look at the query itself. */
    @Nullable
    Hit single(int ordinal) {
        @Nullable Hit[] now = single;
        return ordinal < now.length ? now[ordinal] : null;
    }

    /** The program of a query, empty when it has been removed or set aside. */
    int[] program(int ordinal) {
        int[][] now = programs;
        return ordinal < now.length ? now[ordinal] : REMOVED;
    }

    /** Takes note of a change of the query's ids, or that it is set aside. */
    void show(Stored query) {
        int ordinal = query.ordinal(side);
        if (ordinal >= single.length) {
            single = Arrays.copyOf(single, Math.max(ordinal + 1, single.length * 3 / 2));
            programs = Arrays.copyOf(programs, single.length);
        }
        Hit[] hits = query.hits();
        single[ordinal] = hits.length == 1 ? hits[0] : null;
        programs[ordinal] = hits.length == 0 || query.setAside() ? REMOVED : query.code();
    }

    /** Ordinals of queries that every document is compared with. */
    int[] everywhere() {
        return everywhere;
    }

    int unselective() {
        return everywhere.length;
    }

    /** Whether every document is compared with the query. */
    boolean comparedWithEvery(Stored query) {
        int ordinal = query.ordinal(side);
        return ordinal >= words.length || words[ordinal] == null;
    }

    /** Ordinals are below this and never used again: a filing that has seen too many changes is replaced. */
    int ordinals() {
        return ordinals;
    }

    /** Files under the next ordinal. */
    void add(Stored query, @Nullable Cover cover) {
        int ordinal = ordinals;
        query.number(side, ordinal);
        if (ordinal >= stored.length) {
            stored = Arrays.copyOf(stored, Math.max(ordinal + 1, stored.length * 3 / 2));
        }
        stored[ordinal] = query;
        show(query);
        ordinals = ordinal + 1;
        if (cover == null) {
            int[] more = Arrays.copyOf(everywhere, everywhere.length + 1);
            more[everywhere.length] = ordinal;
            everywhere = more;
            return;
        }
        boolean several = !cover.once();
        for (Cover.Entry entry : cover.entries()) {
            int flags = (entry.complete() ? COMPLETE : 0) | (several ? SEVERAL : 0) | flag(entry.relation());
            append(entry.word(), ordinal | flags, entry.guard(), entry.not());
        }
        int[] under =
                cover.entries().stream().mapToInt(Cover.Entry::word).distinct().toArray();
        if (ordinal >= words.length) {
            words = Arrays.copyOf(words, Math.max(ordinal + 1, words.length * 3 / 2));
        }
        words[ordinal] = under;
    }

    private static int flag(Cover.Relation relation) {
        return switch (relation) {
            case ANYWHERE -> 0;
            case RIGHT_AFTER -> RIGHT_AFTER;
            case RIGHT_BEFORE -> RIGHT_BEFORE;
        };
    }

    private void append(int word, int entry, int guard, int not) {
        if (word >= byWord.length) {
            byWord = Arrays.copyOf(byWord, Math.max(word + 1, byWord.length * 3 / 2));
        }
        int[] entries = byWord[word];
        if (entries == null) {
            WORD.setRelease(byWord, word, new int[] {WIDTH, entry, guard, not});
            return;
        }
        int used = entries[0];
        boolean grown = used + WIDTH >= entries.length;
        if (grown) {
            entries = Arrays.copyOf(entries, entries.length + Math.max(1, entries.length / (2 * WIDTH)) * WIDTH);
        }
        entries[used + 1] = entry;
        entries[used + 2] = guard;
        entries[used + 3] = not;
        ENTRY.setRelease(entries, 0, used + WIDTH);
        if (grown) {
            WORD.setRelease(byWord, word, entries);
        }
    }

    void remove(Stored query) {
        int ordinal = query.ordinal(side);
        if (ordinal < stored.length) {
            stored[ordinal] = null;
        }
        int[] under = ordinal < words.length ? words[ordinal] : null;
        if (under == null) {
            everywhere = Arrays.stream(everywhere).filter(one -> one != ordinal).toArray();
            return;
        }
        words[ordinal] = REMOVED;
        for (int word : under) {
            int[] before = byWord[word];
            int[] after = new int[before.length];
            int used = 0;
            for (int i = 1; i <= before[0]; i += WIDTH) {
                if ((before[i] & ORDINAL) != ordinal) {
                    System.arraycopy(before, i, after, used + 1, WIDTH);
                    used += WIDTH;
                }
            }
            after[0] = used;
            WORD.setRelease(byWord, word, after);
        }
    }
}
