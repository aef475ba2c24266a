package org.tocsin.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.ingest.article.ArticleReader;
import org.tocsin.model.Article;
import org.tocsin.model.Json;
import org.tocsin.model.Origin;
import tools.jackson.databind.JsonNode;

final class WireTest {
    private static final Instant NOW = Instant.parse("2025-01-11T12:00:00Z");

    private static Article article(JsonNode json) throws ArticleReader.Rejected {
        return new ArticleReader(() -> NOW).read(json, Origin.LIVE, "b");
    }

    private static List<? extends JsonNode> xml(String text) throws Malformed {
        return WireXml.articles(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsNinjs1() throws ArticleReader.Rejected {
        Article article = article(Json.mapper().readTree("""
                {"uri": "urn:newsml:agency.example:20250111:4711", "type": "text", "versioncreated": "2025-01-11T10:00:00Z",
                 "firstcreated": "2025-01-11T09:30:00Z", "language": "en-GB", "headline": "Bridge closed", "byline": "A. Writer",
                 "description_text": "It stays so.", "body_xhtml": "<p>One.</p><p>Two.</p><script>x()</script>",
                 "subject": [{"name": "transport", "code": "medtop:20000000"}], "infosource": [{"name": "Agency"}]}"""));
        assertThat(article.title()).isEqualTo("Bridge closed");
        assertThat(article.summary()).isEqualTo("It stays so.");
        assertThat(article.body()).isEqualTo("One.\nTwo.");
        assertThat(article.language()).isEqualTo("en");
        assertThat(article.published()).isEqualTo("2025-01-11T09:30:00Z");
        assertThat(article.authors()).containsExactly("A. Writer");
        assertThat(article.categories()).containsExactly("transport");
        assertThat(article.source().name()).isEqualTo("Agency");
        assertThat(article.url()).isEmpty();
        assertThat(article.retracted()).isFalse();
    }

    @Test
    void readsNinjs2AndItsRetraction() throws ArticleReader.Rejected {
        Article article = article(Json.mapper().readTree("""
                {"uri": "https://agency.example/n/4711", "pubstatus": "canceled", "versioncreated": "2025-01-11T10:00:00Z",
                 "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge closed"}],
                 "bodies": [{"contenttype": "text/html", "value": "<p>Markup</p>"}, {"contenttype": "text/plain", "value": "Plain."}],
                 "subjects": [{"name": "transport"}], "authors": [{"name": "A. Writer"}],
                 "infosources": [{"name": "Wire", "role": "origin"}, {"name": "Agency", "role": "isrol:publisher"}]}"""));
        assertThat(article.title()).isEqualTo("Bridge closed");
        assertThat(article.body()).isEqualTo("Plain.");
        assertThat(article.retracted()).isTrue();
        assertThat(article.url()).isEqualTo("https://agency.example/n/4711");
        assertThat(article.source().name()).isEqualTo("Agency");
    }

    private static final String NITF = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/dtd/nitf-3-4.dtd">
            <nitf xml:lang="de"><head><title>Title</title><docdata>
              <doc-id id-string="4711" regsrc="Agency"/><date.issue norm="20250111T093000Z"/>
              <identified-content><classifier type="subject" value="transport"/></identified-content></docdata>
              <pubdata name="The Paper" date.publication="20250112"/></head>
            <body><body.head><hedline><hl1>Br\u00fccke gesperrt</hl1></hedline><byline>Von <person>A. Writer</person></byline>
              <abstract><p>Bis auf weiteres.</p></abstract></body.head>
            <body.content><block><p>Eins&nbsp;und.</p><p>Zwei.</p></block>
              <media media-type="image"><media-caption>Caption</media-caption></media></body.content></body></nitf>""";

    @Test
    void readsNitfWithItsDocumentTypePassedOver() throws Exception {
        Article article = article(xml(NITF).getFirst());
        assertThat(article.title()).isEqualTo("Br\u00fccke gesperrt");
        assertThat(article.summary()).isEqualTo("Bis auf weiteres.");
        assertThat(article.body()).isEqualTo("Eins und.\nZwei.");
        assertThat(article.language()).isEqualTo("de");
        assertThat(article.published()).isEqualTo("2025-01-11T09:30:00Z");
        assertThat(article.authors()).containsExactly("A. Writer");
        assertThat(article.source().name()).isEqualTo("The Paper");
        assertThat(article.categories()).containsExactly("transport");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,UTF-8", "UTF-8,ISO-8859-1", "UTF-8,klingon", "windows-1252,UTF-8", "UTF-16,UTF-8"})
    void believesTheBytesMoreThanTheProlog(String encoding, String declared) throws Exception {
        byte[] bytes = NITF.replace("encoding=\"UTF-8\"", "encoding=\"" + declared + "\"")
                .getBytes(Charset.forName(encoding));

        assertThat(WireXml.articles(bytes).getFirst().path("title").asString()).isEqualTo("Br\u00fccke gesperrt");
    }

    @Test
    void holdsBackWhatIsUnderEmbargo() {
        String embargoed = NITF.replace(
                "<docdata>", "<docdata management-status='embargoed'><date.release norm='20250111T180000Z'/>");

        assertThatThrownBy(() -> article(xml(embargoed).getFirst()))
                .isInstanceOfSatisfying(
                        ArticleReader.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("embargoed"));
    }

    private static String item(String guid, String status, String content) {
        return """
                <newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="%s" version="2" xml:lang="en">
                <itemMeta><provider qcode="prov:agency"><name>Agency</name></provider><versionCreated>2025-01-11T10:00:00Z</versionCreated>
                  <firstCreated>2025-01-11T09:30:00Z</firstCreated><pubStatus qcode="stat:%s"/></itemMeta>
                <contentMeta><creator><name>A. Writer</name></creator><subject type="cpnat:abstract" qcode="medtop:1"><name>transport</name></subject>
                  <headline>Bridge closed</headline><description role="x">It stays so.</description></contentMeta>
                <contentSet>%s</contentSet></newsItem>""".formatted(guid, status, content);
    }

    @Test
    void readsEachItemOfANewsMessage() throws Exception {
        String html =
                "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head><body><p>One.</p><p>Two.</p></body></html></inlineXML>";
        List<? extends JsonNode> items =
                xml("<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header/><itemSet>"
                        + item("urn:a", "usable", html) + item("urn:b", "canceled", "<inlineData>Plain.</inlineData>")
                        + item(
                                "urn:c",
                                "usable",
                                "<inlineXML>"
                                        + NITF.substring(NITF.indexOf("<nitf")).replace("&nbsp;", " ") + "</inlineXML>")
                        + "</itemSet></newsMessage>");
        assertThat(items).hasSize(3);
        Article first = article(items.get(0));
        assertThat(first.title()).isEqualTo("Bridge closed");
        assertThat(first.summary()).isEqualTo("It stays so.");
        assertThat(first.body()).isEqualTo("One.\nTwo.");
        assertThat(first.published()).isEqualTo("2025-01-11T09:30:00Z");
        assertThat(first.source().name()).isEqualTo("Agency");
        assertThat(first.categories()).containsExactly("transport");
        assertThat(article(items.get(1)).retracted()).isTrue();
        assertThat(article(items.get(1)).body()).isEqualTo("Plain.");
        assertThat(article(items.get(2)).body()).isEqualTo("Eins und.\nZwei.");
        assertThat(items.stream().map(item -> item.path("id").asString())).containsExactly("urn:a", "urn:b", "urn:c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE nitf [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><nitf><body><body.head><hedline><hl1>A&x;B</hl1></hedline></body.head></body></nitf>",
                "<!DOCTYPE nitf [<!ENTITY x 'boom'>]><nitf><body><body.head><hedline><hl1>A&x;B</hl1></hedline></body.head></body></nitf>"
            })
    void resolvesNoEntityOfADocumentsOwn(String document) throws Exception {
        assertThat(xml(document).getFirst().path("title").asString()).isEqualTo("AB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<nitf>", "<nitf></nit>", "no xml", "<rss/>", "<nitf>\u0001</nitf>"})
    void saysWhereADocumentIsBroken(String document) {
        assertThatThrownBy(() -> xml(document))
                .isInstanceOf(Malformed.class)
                .hasMessageMatching("(?s)(line \\d+|the root).*");
    }

    @Test
    void refusesDepthThatNoArticleHas() {
        assertThatThrownBy(() -> xml("<nitf>" + "<p>".repeat(300))).isInstanceOf(Malformed.class);
    }
}
