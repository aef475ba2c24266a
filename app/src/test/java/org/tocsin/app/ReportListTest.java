package org.tocsin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.replay.recall.Recall;

final class ReportListTest {
    @TempDir
    private Path directory;

    private List<Recall.Report> read(String name, String text) throws IOException {
        ReportList.Contents contents = contents(name, text);
        assertThat(contents.rejected()).isEmpty();
        return contents.reports();
    }

    private ReportList.Contents contents(String name, String text) throws IOException {
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
    void takesAnAddressHoweverItIsWritten() throws IOException {
        List<String> addresses = List.of(
                "HTTPS://Wire.example/harbour",
                "wire.example/harbour",
                "//wire.example/harbour",
                "www.wire.example/harbour");

        assertThat(read("list.txt", String.join("\n", addresses)))
                .extracting(Recall.Report::url)
                .containsOnly("https://wire.example/harbour");
        assertThat(read("list.csv", "title,url\n,HTTPS://Wire.example/harbour\n,wire.example/harbour\n"))
                .extracting(Recall.Report::url)
                .containsOnly("https://wire.example/harbour");
        assertThat(read(
                        "objects.txt",
                        "{\"url\": \"wire.example/harbour\"}\n{\"url\": \"HTTP://wire.example/harbour\"}"))
                .extracting(Recall.Report::url)
                .containsOnly("https://wire.example/harbour");
    }

    @Test
    void takesNoHeadlineForAnAddress() throws IOException {
        assertThat(read("list.txt", "Booking.com\nAC/DC\nA new site: wire.example/harbour\nферма.укр"))
                .allMatch(one -> one.url().isEmpty() && !one.headline().isEmpty());
    }

    @Test
    void namesTheLinesThatAreNoReportAndTakesTheOthers() throws IOException {
        ReportList.Contents lines = contents("list.txt", "A headline\n{no json\n{}\nAnother");
        assertThat(lines.reports()).extracting(Recall.Report::headline).containsExactly("A headline", "Another");
        assertThat(lines.rejected())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("line 2 is no JSON"),
                        one -> assertThat(one).isEqualTo("line 3: there is neither a headline nor an address"));

        ReportList.Contents rows = contents("list.csv", "number,title,url\n1,A headline,\n2,,\n3,Another,\n");
        assertThat(rows.reports()).extracting(Recall.Report::headline).containsExactly("A headline", "Another");
        assertThat(rows.rejected()).containsExactly("line 3: there is neither a headline nor an address");

        ReportList.Contents broken = contents("broken.csv", "title,url\nA headline,\n\"Another\" one,\nThird,\n");
        assertThat(broken.reports()).extracting(Recall.Report::headline).containsExactly("A headline");
        assertThat(broken.rejected())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("line 3 and what follows");
    }

    @Test
    void refusesWhatIsNoList() {
        assertThatThrownBy(() -> read("list.csv", "name of it,place\n")).hasMessageContaining("is needed");
        assertThatThrownBy(() -> ReportList.read(directory.toString())).hasMessageContaining("is a folder");
    }
}
