package org.tocsin.bench;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.RegexpQueryHandler;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.tocsin.query.EnglishStems;

/** lucene-monitor with its best presearcher, set up as a user would: the same words, folded and stemmed alike. */
final class Rival implements AutoCloseable {
    private static final int PASSES = 4;
    private static final int BATCH = 10_000;

    private final Monitor monitor;
    private final boolean prefixes;

    /** @param prefixes whether queries look at the field of unstemmed words as well */
    Rival(Analyzer analyzer, boolean prefixes) throws IOException {
        this.prefixes = prefixes;
        MonitorConfiguration settings = new MonitorConfiguration();
        settings.setQueryUpdateBufferSize(BATCH);
        monitor = new Monitor(
                analyzer,
                prefixes
                        ? new MultipassTermFilteredPresearcher(
                                PASSES,
                                0,
                                TermFilteredPresearcher.DEFAULT_WEIGHTOR,
                                List.of(new RegexpQueryHandler()),
                                Set.of())
                        : new MultipassTermFilteredPresearcher(PASSES),
                settings);
    }

    /** Words of the field of stems are stemmed, those of the other are not. */
    static final class EnglishWords extends Analyzer {
        EnglishWords() {
            super(PER_FIELD_REUSE_STRATEGY);
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            TokenStream whole = new EnglishPossessiveFilter(new LowerCaseFilter(words));
            TokenStream stems = field.equals(Recipe.WRITTEN) ? whole : EnglishStems.of(whole);
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(stems));
        }
    }

    void register(List<Stored> queries) throws IOException {
        for (int i = 0; i < queries.size(); i += BATCH) {
            monitor.register(queries.subList(i, Math.min(i + BATCH, queries.size())).stream()
                    .map(query -> new MonitorQuery(query.id(), query.rival()))
                    .toList());
        }
    }

    Set<String> match(String text) throws IOException {
        Document document = new Document();
        document.add(new TextField(Recipe.STEMMED, text, Field.Store.NO));
        if (prefixes) {
            document.add(new TextField(Recipe.WRITTEN, text, Field.Store.NO));
        }
        Set<String> ids = new HashSet<>();
        monitor.match(document, QueryMatch.SIMPLE_MATCHER).getMatches().forEach(match -> ids.add(match.getQueryId()));
        return ids;
    }

    @Override
    public void close() throws IOException {
        monitor.close();
    }
}
