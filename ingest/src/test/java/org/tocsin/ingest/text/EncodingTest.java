package org.tocsin.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncodingTest {
    private static final String UKRAINIAN =
            "Українські військові взяли в полон двох північнокорейських солдатів у Курській області. Про це повідомив"
                    + " президент увечері, додавши, що полонених лікують у Києві.";
    private static final String RUSSIAN =
            "Власти области сообщили об обмене пленными. Стороны передали друг другу по сто человек, среди них"
                    + " раненые и больные.";
    private static final String KOREAN = "국가정보원은 우크라이나군이 쿠르스크에서 북한군 병사 두 명을 생포했다고 밝혔다. 이들은 부상을 입었다.";
    private static final String JAPANESE = "ウクライナ軍は、クルスク州で北朝鮮の兵士二人を捕虜にしたと発表した。二人は負傷している。";
    private static final String CHINESE = "乌克兰军队表示，他们在库尔斯克地区俘虏了两名朝鲜士兵。两人都受了伤，正在接受治疗。";
    private static final String POLISH =
            "Żołnierze wzięli do niewoli dwóch jeńców. Później ogłoszono, że są ranni i że będą leczeni w Kijowie, gdzie mogą mówić.";
    private static final String FRENCH =
            "L’armée a annoncé la capture de deux soldats blessés près de la frontière, où les combats ont été très violents.";
    private static final String GREEK =
            "Ο στρατός ανακοίνωσε ότι αιχμαλώτισε δύο στρατιώτες κοντά στα σύνορα, όπου οι μάχες συνεχίζονται.";

    private static String text(String language) {
        return switch (language) {
            case "uk" -> UKRAINIAN;
            case "ru" -> RUSSIAN;
            case "ko" -> KOREAN;
            case "ja" -> JAPANESE;
            case "zh" -> CHINESE;
            case "pl" -> POLISH;
            case "el" -> GREEK;
            default -> FRENCH;
        };
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "uk, windows-1251",
        "ru, windows-1251",
        "ru, koi8-r",
        "uk, koi8-u",
        "ko, euc-kr",
        "ko, x-windows-949",
        "ja, shift_jis",
        "ja, euc-jp",
        "ja, iso-2022-jp",
        "zh, gb18030",
        "zh, gb2312",
        "pl, iso-8859-2",
        "pl, windows-1250",
        "fr, windows-1252",
        "el, iso-8859-7",
        "ru, iso-8859-5",
        "uk, utf-8",
        "ru, utf-16"
    })
    void readsWhatIsDeclaredAndWhatIsNot(String language, String charset) {
        String page = "<p>" + text(language) + "</p>";
        byte[] bare = page.getBytes(Charset.forName(charset));
        if (!charset.equals("koi8-u") && !charset.equals("iso-8859-2")) {
            assertThat(Encoding.decode(bare, "").text()).as("undeclared").isEqualTo(page);
        }
        assertThat(Encoding.decode(bare, "text/html; charset=" + charset).text())
                .as("header")
                .isEqualTo(page);
        if (!charset.equals("utf-16")) {
            String meta = "<html><head><meta charset=\"" + charset + "\"></head>" + page;
            assertThat(Encoding.decode(meta.getBytes(Charset.forName(charset)), "text/html")
                            .text())
                    .as("meta")
                    .isEqualTo(meta);
        }
    }

    @Test
    void believesTheBytesWhereTheDeclarationLies() {
        byte[] utf8 = UKRAINIAN.getBytes(StandardCharsets.UTF_8);
        assertThat(Encoding.decode(utf8, "text/html; charset=windows-1251").text())
                .isEqualTo(UKRAINIAN);
        byte[] other = RUSSIAN.getBytes(Charset.forName("windows-1251"));
        assertThat(Encoding.decode(other, "text/html; charset=utf-8").text()).isEqualTo(RUSSIAN);
    }

    @Test
    void keepsUtf8ThatIsDamagedInOnePlace() {
        byte[] bytes = (UKRAINIAN + "#").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 1] = (byte) 0xD0;
        assertThat(Encoding.decode(bytes, "").text()).isEqualTo(UKRAINIAN + "\uFFFD");
    }

    @Test
    void takesAByteOrderMarkForTheTruth() {
        byte[] bytes = ("\uFEFF" + RUSSIAN).getBytes(StandardCharsets.UTF_16LE);
        assertThat(Encoding.decode(bytes, "text/plain; charset=utf-8").text()).isEqualTo(RUSSIAN);
    }
}
