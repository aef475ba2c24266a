package org.tocsin.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;

/** English words by their stems: KStem, and a table of the plurals that it leaves apart from their words. */
public final class EnglishStems {
    private static final List<String> PLURALS = List.of(
            "troops troop",
            "men man",
            "women woman",
            "gunmen gunman",
            "servicemen serviceman",
            "servicewomen servicewoman",
            "policemen policeman",
            "spokesmen spokesman",
            "businessmen businessman",
            "fishermen fisherman",
            "lawmen lawman",
            "congressmen congressman",
            "children child",
            "grandchildren grandchild",
            "wives wife",
            "housewives housewife",
            "knives knife",
            "wolves wolf",
            "halves half",
            "thieves thief",
            "shelves shelf",
            "calves calf",
            "loaves loaf",
            "feet foot",
            "teeth tooth",
            "mice mouse",
            "geese goose",
            "crises crisis",
            "bases base");

    private static final StemmerOverrideFilter.StemmerOverrideMap TABLE = table();

    private EnglishStems() {}

    /** The stems of {@code words}, which are in small letters. */
    public static TokenStream of(TokenStream words) {
        return new KStemFilter(new StemmerOverrideFilter(words, TABLE));
    }

    private static StemmerOverrideFilter.StemmerOverrideMap table() {
        StemmerOverrideFilter.Builder table = new StemmerOverrideFilter.Builder(false);
        for (String row : PLURALS) {
            String[] words = row.split(" ", 2);
            table.add(words[0], words[1]);
        }
        try {
            return table.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
