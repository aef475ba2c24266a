package org.tocsin.ingest.page;

import java.util.Arrays;

/** A set of words of ASCII; tells whether a text holds one, also within another word. */
final class Words {
    private final String[][] byFirst = new String[0x80][];

    Words(String... words) {
        for (String word : words) {
            int first = word.charAt(0);
            String[] others = byFirst[first] == null ? new String[0] : byFirst[first];
            byFirst[first] = Arrays.copyOf(others, others.length + 1);
            byFirst[first][others.length] = word;
        }
    }

    boolean in(String text) {
        for (int i = 0; i < text.length(); i++) {
            char first = text.charAt(i);
            String[] candidates = first < 0x80 ? byFirst[first] : null;
            if (candidates != null) {
                for (String word : candidates) {
                    if (text.startsWith(word, i)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
