package org.tocsin.ingest.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.tocsin.ingest.text.PlainText;
import org.tocsin.model.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The first article that a page describes in JSON-LD with the vocabulary of schema.org. */
record JsonLd(String title, String byline, String published, String language, String url) {
    private static final JsonLd NONE = new JsonLd("", "", "", "", "");
    private static final int MAX_DEPTH = 6;
    private static final Pattern ARTICLE = Pattern.compile(
            "(?:https?://schema\\.org/)?(?:[A-Za-z]*Article|Article|Report|ScholarlyArticle"
                    + "|SocialMediaPosting|BlogPosting|LiveBlogPosting|DiscussionForumPosting|TechArticle|APIReference|NewsArticle)");
    private static final Pattern WRAPPING =
            Pattern.compile("^\\s*(?:<!\\[CDATA\\[|//<!\\[CDATA\\[|<!--)|(?://)?(?:]]>|-->)\\s*+(?:;\\s*+)?$");

    static JsonLd of(List<Element> scripts, String documentTitle) {
        for (Element script : scripts) {
            try {
                JsonNode json = Json.mapper().readTree(unwrapped(script.data()));
                Optional<JsonNode> article = article(json, 0);
                if (article.isPresent()) {
                    return of(article.get(), documentTitle);
                }
            } catch (JacksonException e) {
                // a page whose description is broken is read without it
            }
        }
        return NONE;
    }

    private static String unwrapped(String data) {
        boolean wrapped = data.contains("<!") || data.contains("]]>") || data.contains("-->");
        return (wrapped ? WRAPPING.matcher(data).replaceAll("") : data).strip();
    }

    private static Optional<JsonNode> article(JsonNode json, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.empty();
        }
        if (json.isArray()) {
            for (JsonNode item : json) {
                Optional<JsonNode> found = article(item, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        if (!json.isObject()) {
            return Optional.empty();
        }
        JsonNode type = json.path("@type");
        for (JsonNode one : type.isArray() ? type : List.of(type)) {
            if (ARTICLE.matcher(one.asString("")).matches()) {
                return Optional.of(json);
            }
        }
        return article(json.has("@graph") ? json.path("@graph") : json.path("mainEntity"), depth + 1);
    }

    private static JsonLd of(JsonNode article, String documentTitle) {
        return new JsonLd(
                title(text(article.path("name")), text(article.path("headline")), documentTitle),
                String.join(", ", names(article.path("author"))),
                text(article.path("datePublished")),
                text(article.path("inLanguage")),
                text(
                        article.path("mainEntityOfPage").isObject()
                                ? article.path("mainEntityOfPage").path("@id")
                                : article.path("url")));
    }

    /** The headline, unless the name is more like the title of the document. */
    private static String title(String name, String headline, String documentTitle) {
        if (name.isEmpty() || headline.isEmpty() || name.equals(headline)) {
            return headline.isEmpty() ? name : headline;
        }
        return Preparation.similarity(name, documentTitle) > Preparation.similarity(headline, documentTitle)
                ? name
                : headline;
    }

    private static List<String> names(JsonNode author) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : author.isArray() ? author : List.of(author)) {
            String name = text(one.isObject() ? one.path("name") : one);
            if (!name.isEmpty() && !name.startsWith("http")) {
                names.add(name);
            }
        }
        return names;
    }

    private static String text(JsonNode value) {
        JsonNode one = value.isArray() && !value.isEmpty() ? value.get(0) : value;
        return one.isString() ? PlainText.of(one.asString()) : "";
    }
}
