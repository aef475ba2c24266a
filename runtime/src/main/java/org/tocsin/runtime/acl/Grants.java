package org.tocsin.runtime.acl;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CLUSTER_ACTION;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.tocsin.model.Topic.ALERTS;
import static org.tocsin.model.Topic.ARTICLES;
import static org.tocsin.model.Topic.AUDIT;
import static org.tocsin.model.Topic.DEAD_LETTERS;
import static org.tocsin.model.Topic.DECISIONS;
import static org.tocsin.model.Topic.DELIVERIES;
import static org.tocsin.model.Topic.ENRICHED;
import static org.tocsin.model.Topic.FEEDBACK;
import static org.tocsin.model.Topic.FEEDS;
import static org.tocsin.model.Topic.FEED_HUBS;
import static org.tocsin.model.Topic.FEED_STATUS;
import static org.tocsin.model.Topic.GENERATIONS;
import static org.tocsin.model.Topic.IMPORTS;
import static org.tocsin.model.Topic.INTAKE;
import static org.tocsin.model.Topic.KNOWLEDGE;
import static org.tocsin.model.Topic.MATCHES;
import static org.tocsin.model.Topic.OUTBOX;
import static org.tocsin.model.Topic.STORIES;
import static org.tocsin.model.Topic.SUBSCRIPTIONS;
import static org.tocsin.model.Topic.TAGGED;
import static org.tocsin.model.Topic.TRENDS;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.tocsin.model.Topic;
import org.tocsin.runtime.Settings;

/**
 * The least that each role has to be allowed on a cluster. {@code tools} is no role of a process: it is whoever uses the
 * command line with {@code --bootstrap}.
 *
 * <p>Not in here, since only its owner knows the names: writing to a topic of the cluster that a subscription's channel {@code
 * kafka} or a replay names.
 */
public final class Grants {
    /** Who uses the command line. */
    public static final String TOOLS = "tools";

    /** Who moves a log to a cluster; gets its rights only where a principal is named for it, for as long as that takes. */
    public static final String MIGRATE = "migrate";

    private static final String OURS = "tocsin.";
    private static final String STORES = "tocsin-";
    private static final String TAGGED_ANEW = ENRICHED.name() + "-";

    private Grants() {}

    /** Every role and {@link #TOOLS}. */
    public static List<String> roles() {
        List<String> all = new ArrayList<>(Settings.ROLES);
        all.add(TOOLS);
        return all;
    }

    /** What a role, {@link #TOOLS} or {@link #MIGRATE} needs; {@link IllegalArgumentException} for one that there is not. */
    public static List<Grant> of(String role) {
        if (role.equals(MIGRATE)) {
            return migrate();
        }
        Table table = new Table();
        // a start compares the topics with what the program needs, and looks names up
        table.all.add(Grant.topics(OURS, DESCRIBE, DESCRIBE_CONFIGS));
        table.read(KNOWLEDGE);
        switch (role) {
            case "ingest" -> {
                table.changes(FEEDS, FEED_STATUS, FEED_HUBS, IMPORTS)
                        .write(ARTICLES, AUDIT)
                        .group("tocsin-feeds");
                // articles of the past go in only while little waits
                table.all.add(Grant.groups(STORES, DESCRIBE));
            }
            case "enrich" ->
                table.changes(KNOWLEDGE, TAGGED)
                        .read(ARTICLES)
                        .write(INTAKE, ENRICHED, STORIES, TRENDS, DEAD_LETTERS, AUDIT)
                        .streams("tocsin-tag", false)
                        .streams("tocsin-stories", true);
            case "alerts" ->
                table.changes(SUBSCRIPTIONS, MATCHES, ALERTS, DECISIONS, OUTBOX, DELIVERIES)
                        .read(ENRICHED)
                        .write(DEAD_LETTERS, AUDIT)
                        .streams("tocsin-match", false)
                        .streams("tocsin-decide", true)
                        .group("tocsin-courier");
            case "dashboard" -> {
                // a dead letter that is tried again goes back to where it came from, once, which the audit tells
                // subscriptions and feeds are changed by the page, and other processes work on them
                table.changes(ENRICHED, FEEDBACK, AUDIT, DELIVERIES, SUBSCRIPTIONS, FEEDS)
                        .read(ALERTS, STORIES, TRENDS, GENERATIONS, DEAD_LETTERS, DECISIONS, FEED_STATUS)
                        .write(ARTICLES, TAGGED, MATCHES);
                table.all.add(Grant.topics(TAGGED_ANEW, READ));
                table.all.add(Grant.groups(STORES, DESCRIBE));
            }
            case "replay" ->
                table.changes(GENERATIONS)
                        .read(ENRICHED, ALERTS, TRENDS, SUBSCRIPTIONS, FEEDBACK, DECISIONS, DELIVERIES)
                        .write(AUDIT)
                        .taggedAnew();
            case TOOLS -> {
                table.changes(FEEDS, KNOWLEDGE, SUBSCRIPTIONS, FEEDBACK, GENERATIONS)
                        .read(FEED_STATUS, INTAKE, ENRICHED, STORIES, TRENDS, ALERTS, DECISIONS, DELIVERIES, MATCHES)
                        .write(ARTICLES, DELIVERIES, AUDIT)
                        .taggedAnew();
                table.all.add(Grant.groups(STORES, DESCRIBE));
                // topics plan, apply
                table.all.add(Grant.topics(OURS, CREATE, ALTER_CONFIGS));
            }
            default ->
                throw new IllegalArgumentException(role + " is no role; there are " + String.join(", ", roles()));
        }
        return List.copyOf(table.all);
    }

    /** Topics of users are theirs to grant. Markers of transactions are what brokers write, and so a right on the cluster. */
    private static List<Grant> migrate() {
        AclOperation[] all = {CREATE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS, READ, WRITE, DELETE};
        return List.of(
                Grant.topics(OURS, all),
                Grant.topics(STORES, all),
                Grant.groups(STORES, DESCRIBE, READ),
                Grant.transactions("tocsin-migrate"),
                Grant.cluster(CLUSTER_ACTION));
    }

    /** The rows of one role. */
    private static final class Table {
        private final List<Grant> all = new ArrayList<>();

        Table read(Topic<?>... topics) {
            return topics(topics, READ);
        }

        Table write(Topic<?>... topics) {
            return topics(topics, WRITE);
        }

        Table changes(Topic<?>... topics) {
            return topics(topics, READ, WRITE);
        }

        private Table topics(Topic<?>[] topics, AclOperation... operations) {
            for (Topic<?> topic : topics) {
                all.add(Grant.topic(topic, operations));
            }
            return this;
        }

        Table group(String name) {
            all.add(Grant.group(name));
            return this;
        }

        /** The group of a Streams application, the topics that it makes for its stores, and its transactions. */
        Table streams(String application, boolean exactlyOnce) {
            group(application);
            all.add(Grant.topics(application + "-", CREATE, READ, WRITE));
            if (exactlyOnce) {
                all.add(Grant.transactions(application + "-"));
            }
            return this;
        }

        /** Topics of history that was tagged anew. */
        Table taggedAnew() {
            all.add(Grant.topics(TAGGED_ANEW, CREATE, READ, WRITE, DELETE));
            return this;
        }
    }
}
