package org.tocsin.enrich.entity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Korean names that no list has: a family name with a given name of two syllables, when a title or 씨 follows, and words
 * that end as organisations do.
 */
final class KoreanNames {
    private static final String FAMILY = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모";
    private static final Set<String> TITLES = Set.of(
            "대통령", "의원", "장관", "감독", "대표", "위원장", "회장", "사장", "교수", "기자", "씨", "선수", "총리", "의장", "시장", "지사", "검사", "판사",
            "박사", "배우", "가수", "작가", "군", "양", "부장", "국장", "차관", "대사", "총장", "후보", "원장", "소장", "실장", "팀장", "앵커", "아나운서",
            "변호사", "코치", "위원", "이사", "대변인", "청장", "부총리", "수석", "사령관", "국방위원장", "당대표", "최고위원");
    private static final List<String> ORGANIZATIONS = List.of(
            "위원회", "연구소", "연구원", "협회", "대학교", "은행", "공사", "재단", "노조", "연합회", "경찰서", "경찰청", "검찰청", "방송국", "신문", "당국");
    private static final double SURE = 0.6;

    /** Countries that are everyday words too: a pavement, a means, a haughty one … */
    private static final Set<String> EVERYDAY = Set.of("인도", "수단", "가나", "오만", "말리", "기니", "통가", "차드", "도미니카");

    private static final Set<String> OF_A_STATE = Set.of(
            "정부", "총리", "대통령", "외교부", "외무부", "국방부", "군", "군대", "당국", "출신", "국적", "국민", "언론", "경찰", "북부", "남부", "동부",
            "서부", "내전", "반군", "대사", "대사관", "현지", "여성", "남성", "선수", "대표팀");
    private static final int NEAR = 6;

    private KoreanNames() {}

    /** Whether a country's name is an everyday word here: no word of a state behind it, no other country near. */
    static boolean everyday(Reading reading, int match) {
        Tokens tokens = reading.tokens;
        int at = reading.from(match);
        if (!Stems.hangul(tokens.first(at))
                || !EVERYDAY.contains(tokens.text().substring(tokens.start(at), reading.end(match)))) {
            return false;
        }
        String behind = tokens.text().substring(reading.end(match), tokens.end(at));
        String next = at + 1 < tokens.size() ? tokens.surface(at + 1, at + 2) : "";
        if (OF_A_STATE.stream().anyMatch(word -> behind.startsWith(word) || next.startsWith(word))) {
            return false;
        }
        for (int i = Math.max(0, at - NEAR); i < Math.min(tokens.size(), at + NEAR); i++) {
            int other = i == at ? -1 : reading.longest(i);
            if (other >= 0
                    && reading.type(reading.entity(other, reading.first(other))) == KnowledgeBase.PLACE
                    && !EVERYDAY.contains(tokens.text().substring(tokens.start(i), reading.end(other)))) {
                return false;
            }
        }
        return true;
    }

    static void add(Reading reading, List<Span> spans) {
        Set<Integer> taken = new HashSet<>();
        for (Span span : spans) {
            for (int i = span.from(); i < span.to(); i++) {
                taken.add(i);
            }
        }
        for (int i = 0; i < reading.tokens.size(); i++) {
            if (Stems.hangul(reading.tokens.first(i)) && !taken.contains(i)) {
                int person = person(reading.tokens, i);
                int organization = person > 0 ? 0 : organization(reading.tokens, i);
                if (person > 0 || organization > 0) {
                    int start = reading.tokens.start(i);
                    spans.add(new Span(
                            reading,
                            i,
                            i + 1,
                            start,
                            start + Math.max(person, organization),
                            person > 0 ? KnowledgeBase.PERSON : KnowledgeBase.ORGANIZATION,
                            SURE,
                            Span.Ground.KNOWN));
                }
            }
        }
    }

    /** How many letters of a token are a person's name, 0 for none. */
    private static int person(Tokens tokens, int i) {
        String word = tokens.surface(i, i + 1);
        if (word.length() < 3 || FAMILY.indexOf(word.charAt(0)) < 0) {
            return 0;
        }
        String rest = word.substring(3);
        boolean titled = rest.isEmpty() ? i + 1 < tokens.size() && title(tokens.surface(i + 1, i + 2)) : title(rest);
        return titled ? 3 : 0;
    }

    /** Whether a word is a title, with particles or without. */
    private static boolean title(String word) {
        for (int length = Math.min(5, word.length()); length > 0; length--) {
            if (TITLES.contains(word.substring(0, length))
                    && (length == word.length() || Stems.particle(word, length, word.length()))) {
                return true;
            }
        }
        return false;
    }

    private static int organization(Tokens tokens, int i) {
        String word = tokens.surface(i, i + 1);
        for (String ending : ORGANIZATIONS) {
            int at = word.lastIndexOf(ending);
            int end = at + ending.length();
            if (at >= 2 && (end == word.length() || Stems.particle(word, end, word.length()))) {
                return end;
            }
        }
        return 0;
    }
}
