package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.replay.recall.Recall;

final class ReportListTest {
    @TempDir
    private Path directory;

    private List<Recall.Report> read(String name, String text) throws IOException {
        return ReportList.read(Files.writeString(directory.resolve(name), text).toString());
    }

    @Test
    void readsHeadlinesAddressesAndObjectsByLine() throws IOException {
        List<Recall.Report> reports = read("list.txt", """
                \ufeffFerry crews begin walkout

                https://wire.example/ferry?utm_source=letter
                {"headline": "Harbour reopens", "link": "https://wire.example/harbour"}
                """);

        assertThat(reports)
                .extracting(Recall.Report::headline)
                .containsExactly("Ferry crews begin walkout", "", "Harbour reopens");
        assertThat(reports)
                .extracting(Recall.Report::url)
                .as("as articles are taken in")
                .containsExactly("", "https://wire.example/ferry", "https://wire.example/harbour");
    }

    @Test
    void readsCsvByItsHeaderWhateverElseItHolds() throws IOException {
        List<Recall.Report> reports = read("list.csv", """
                \ufeffseen,LINK,Title
                today,,"Ferry crews, and others, begin walkout"
                today,https://wire.example/harbour,
                """);

        assertThat(reports)
                .extracting(Recall.Report::headline)
                .containsExactly("Ferry crews, and others, begin walkout", "");
        assertThat(reports.getLast().url()).isEqualTo("https://wire.example/harbour");
    }

    @Test
    void namesTheLineThatIsNoReport() {
        assertThatThrownBy(() -> read("list.txt", "A headline\n{no json"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("no JSON");
        assertThatThrownBy(() -> read("list.csv", "title,url\nA headline,\n,\n"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("neither a headline nor an address");
        assertThatThrownBy(() -> read("list.csv", "name of it,place\n")).hasMessageContaining("is needed");
    }
}
