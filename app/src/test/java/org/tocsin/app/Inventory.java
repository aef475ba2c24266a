package org.tocsin.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.model.Json;
import tools.jackson.databind.JsonNode;

/**
 * What an instance has, as its users find it.
 *
 * @param at when it was taken
 * @param searches articles found, by query
 * @param stories articles of each story, by its id
 * @param alerts subscription, kind and title of each alert in the inbox but digests, by its id
 * @param subscriptions version of each, and whether it is paused
 * @param decisions how many there are for each outcome and reason; they are kept for 90 days
 * @param feedback the verdict on each alert that was judged
 * @param knowledge version of each topic that was changed
 * @param feeds name of each, and whether it is paused
 * @param replayed ids of the articles that a replay of everything tells, in its order
 */
record Inventory(
        Instant at,
        Map<String, Long> searches,
        Map<String, Long> stories,
        Map<String, String> alerts,
        Map<String, String> subscriptions,
        Map<String, Long> decisions,
        Map<String, String> feedback,
        Map<String, Integer> knowledge,
        List<String> feeds,
        List<String> replayed) {
    static final List<String> QUERIES = List.of(
            "", "ferry", "Gdynia", "lang:uk", "topic:ferry-strikes", "origin:backfill", "source:hafenbote.example");
    static final String TOPIC = "ferry-strikes";

    static Inventory of(Desk desk) throws Exception {
        Map<String, Long> searches = new TreeMap<>();
        for (String query : QUERIES) {
            searches.put(query, found(desk, query));
        }
        Map<String, Long> stories = new TreeMap<>();
        for (String story : new TreeSet<>(desk.stories().values())) {
            JsonNode answer = desk.get("/api/v1/stories/" + story);
            stories.put(answer.path("id").asString(), answer.path("size").asLong());
        }
        Map<String, String> alerts = new TreeMap<>();
        for (JsonNode alert : desk.get("/api/v1/alerts?limit=1000").path("items")) {
            if (!alert.path("kind").asString().equals("digest")) {
                alerts.put(text(alert, "id"), text(alert, "subscription", "kind", "title"));
            }
        }
        Map<String, String> subscriptions = new TreeMap<>();
        for (JsonNode one : desk.get("/api/v1/subscriptions")) {
            subscriptions.put(text(one, "id"), text(one, "version") + paused(one));
        }
        Map<String, Long> decisions = new TreeMap<>();
        desk.decisions().forEach(one -> decisions.merge(one.outcome() + ": " + one.reason(), 1L, Long::sum));
        Map<String, String> feedback = new TreeMap<>();
        for (JsonNode one : desk.get("/api/v1/feedback").path("items")) {
            feedback.put(text(one, "alert"), text(one, "verdict"));
        }
        Map<String, Integer> knowledge = new TreeMap<>();
        knowledge.put(
                TOPIC, desk.get("/api/v1/knowledge/" + TOPIC).path("version").asInt());
        List<String> feeds = new ArrayList<>();
        for (JsonNode feed : desk.get("/api/v1/feeds")) {
            feeds.add(text(feed, "name") + paused(feed));
        }
        return new Inventory(
                Instant.now(),
                searches,
                stories,
                alerts,
                subscriptions,
                decisions,
                feedback,
                knowledge,
                feeds,
                replayed(desk));
    }

    /** How many articles history has of a query. */
    static long found(Desk desk, String query) {
        return desk.get("/api/v1/articles?limit=0&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("count")
                .asLong();
    }

    private static List<String> replayed(Desk desk) throws Exception {
        Path file = Files.createTempFile("replayed", ".ndjson");
        try {
            desk.run("replay", "--out", file.toString());
            return Files.readAllLines(file).stream()
                    .map(line -> Json.mapper()
                            .readTree(line)
                            .path("article")
                            .path("id")
                            .asString())
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static String text(JsonNode node, String... fields) {
        List<String> all = new ArrayList<>();
        for (String field : fields) {
            all.add(node.path(field).asString());
        }
        return String.join(" ", all);
    }

    private static String paused(JsonNode node) {
        return node.path("paused").asBoolean() ? " paused" : "";
    }

    /** The same at another time, with the decisions of another where they may have expired. */
    Inventory at(Instant time, Map<String, Long> others) {
        return new Inventory(
                time, searches, stories, alerts, subscriptions, others, feedback, knowledge, feeds, replayed);
    }
}
