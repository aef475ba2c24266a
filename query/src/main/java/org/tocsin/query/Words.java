package org.tocsin.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * The words of one field as Lucene's terms, each under all keys that a query may ask for: {@code EN:stem} by language,
 * {@code =As} as written, {@code ~folded}. All keys of a word stand at its position.
 */
final class Words extends TokenStream {
    private record Key(int position, String text) {}

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final List<Key> keys = new ArrayList<>();
    private int at;
    private int position = -1;

    Words(Document document, Scope scope) {
        int first = document.first(scope);
        int end = document.end(scope);
        Map<Integer, Forms> words = new TreeMap<>();
        for (int form = 0; form < document.forms(); form++) {
            for (int place : document.positions(form)) {
                if (place >= first && place < end) {
                    words.put(place - first, document.form(form));
                }
            }
        }
        words.forEach((place, forms) -> {
            forms.stems().forEach(stem -> keys.add(new Key(place, forms.language() + ":" + stem)));
            forms.exact().forEach(written -> keys.add(new Key(place, "=" + written)));
            forms.folded().forEach(folded -> keys.add(new Key(place, "~" + folded)));
        });
    }

    /** The keys that a query's word answers to; {@link Vocabulary#add} files it under the same. */
    static List<String> keys(Node.Term term) {
        Analysis analysis = Analysis.get();
        Set<String> found = new LinkedHashSet<>();
        List<String> spellings = Analysis.spellings(term.text());
        if (!spellings.isEmpty()) {
            spellings.forEach(spelling -> found.add("=" + spelling));
        } else if (term.exact()) {
            found.add("=" + Analysis.exact(term.text()));
        } else {
            found.add(Language.NONE + ":" + Analysis.fold(term.text()));
            for (Language language : Language.inScriptOf(term.text())) {
                analysis.asked(term.text(), language).forEach(stem -> found.add(language + ":" + stem));
            }
        }
        return List.copyOf(found);
    }

    /** The beginning that a query's prefix asks for. */
    static String beginning(Node.Term term) {
        return term.exact() ? "=" + Analysis.exact(term.text()) : "~" + Analysis.fold(term.text());
    }

    @Override
    public boolean incrementToken() {
        if (at == keys.size()) {
            return false;
        }
        clearAttributes();
        Key key = keys.get(at++);
        term.append(key.text());
        increment.setPositionIncrement(key.position() - position);
        position = key.position();
        return true;
    }

    @Override
    public void reset() {
        at = 0;
        position = -1;
    }
}
