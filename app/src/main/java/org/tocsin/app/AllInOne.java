package org.tocsin.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alerts.AlertSettings;
import org.tocsin.alerts.AlertStages;
import org.tocsin.dashboard.DashboardStage;
import org.tocsin.enrich.EnrichStages;
import org.tocsin.enrich.knowledge.Knowledge;
import org.tocsin.enrich.knowledge.LiveNames;
import org.tocsin.ingest.IngestStage;
import org.tocsin.ingest.schedule.FeedStage;
import org.tocsin.ingest.schedule.FeedsServed;
import org.tocsin.model.Topic;
import org.tocsin.query.EntityNames;
import org.tocsin.replay.job.JobStage;
import org.tocsin.runtime.BrokerWatch;
import org.tocsin.runtime.DataDirectory;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.Node;
import org.tocsin.runtime.Settings;
import org.tocsin.runtime.Stage;
import org.tocsin.runtime.access.Access;
import org.tocsin.runtime.access.AuditLog;
import org.tocsin.runtime.access.Oidc;
import org.tocsin.runtime.access.Tokens;
import org.tocsin.runtime.acl.RightsCheck;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.tls.Tls;

/** The roles of one process, with the embedded broker when no cluster is given. */
final class AllInOne implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AllInOne.class);

    /** Articles that the index of history keeps. */
    private static final int MOST_ARTICLES = 1_000_000;

    private final DataDirectory directory;
    private final @Nullable EmbeddedBroker broker;
    private final KafkaSettings kafka;
    private final GuardedClient http;
    private final LiveNames names;
    private final Node node;
    private final Future<?> languages;

    private AllInOne(
            DataDirectory directory,
            @Nullable EmbeddedBroker broker,
            KafkaSettings kafka,
            GuardedClient http,
            LiveNames names,
            Node node,
            Future<?> languages) {
        this.directory = directory;
        this.broker = broker;
        this.kafka = kafka;
        this.http = http;
        this.names = names;
        this.node = node;
        this.languages = languages;
    }

    static AllInOne start(Settings settings) {
        if (settings.bootstrap().isEmpty()) {
            Moved.refuse(settings.data());
        }
        DataDirectory directory = DataDirectory.open(settings.data());
        EmbeddedBroker broker = null;
        // seconds of work, for which the broker need not wait
        CompletableFuture<Knowledge> knowledge = settings.roles().contains("enrich")
                ? CompletableFuture.supplyAsync(Knowledge::new)
                : new CompletableFuture<>();
        GuardedClient http = new GuardedClient(settings.outgoing());
        try {
            broker = settings.bootstrap().isEmpty()
                    ? EmbeddedBroker.start(directory.directory("broker"), settings.brokerPort())
                    : null;
            KafkaSettings kafka = broker == null ? settings.cluster() : settings.cluster(broker.bootstrap());
            kafka.createTopics();
            if (broker == null) {
                RightsCheck.check(kafka, settings.roles());
            } else {
                broker.writeThrough(Topic.irreplaceable());
            }
            AuditLog audit = new AuditLog(kafka, settings.data());
            Oidc oidc = settings.oidc().on() ? new Oidc(settings.oidc(), InstantSource.system()) : null;
            Access access = new Access(
                    settings.site(),
                    new Tokens(settings.data(), settings.adminToken()),
                    oidc,
                    InstantSource.system(),
                    audit);
            LiveNames names = new LiveNames(kafka);
            List<Stage> stages = stages(settings, kafka, directory, http, names, knowledge);
            stages.addFirst(audit);
            stages.addFirst(new BrokerWatch(kafka, InstantSource.system()));
            Tls tls = settings.tls().on() ? new Tls(settings.tls(), InstantSource.system()) : null;
            if (tls != null) {
                stages.addFirst(tls);
            }
            Node node = new Node(settings.site().host(), settings.port(), access, tls, stages);
            directory.announce(new DataDirectory.Address(
                    kafka.bootstrap(),
                    (tls == null ? "http://" : "https://") + settings.site().host() + ":" + node.port()));
            // so that neither the start nor the first article of a language waits for it
            Future<?> languages = settings.roles().contains("enrich")
                    ? knowledge.thenAcceptAsync(
                            AllInOne::learn,
                            task -> Thread.ofPlatform()
                                    .daemon()
                                    .name("languages")
                                    .start(task))
                    : CompletableFuture.completedFuture(null);
            return new AllInOne(directory, broker, kafka, http, names, node, languages);
        } catch (RuntimeException e) {
            http.close();
            if (broker != null) {
                broker.close();
            }
            directory.close();
            throw e;
        }
    }

    private static void learn(Knowledge knowledge) {
        try {
            knowledge.learn();
        } catch (RuntimeException e) {
            // what is not learnt now is learnt when its first article comes
            LOG.atWarn().setCause(e).log("topics are not ready for every language");
        }
    }

    private static List<Stage> stages(
            Settings settings,
            KafkaSettings kafka,
            DataDirectory directory,
            GuardedClient http,
            EntityNames names,
            CompletableFuture<Knowledge> knowledge) {
        Path state = directory.directory("state");
        String instance = directory.instance();
        List<Stage> stages = new ArrayList<>();
        if (settings.roles().contains("enrich")) {
            stages.addAll(EnrichStages.create(kafka, state, instance, knowledge.join()));
        }
        if (settings.roles().contains("alerts")) {
            stages.addAll(AlertStages.create(kafka, settings, state, instance, names));
        }
        if (settings.roles().contains("dashboard")) {
            // the page is for all there is, whichever process works on it
            if (!settings.roles().contains("alerts")) {
                stages.addAll(AlertStages.served(kafka, settings, names));
            }
            if (!settings.roles().contains("ingest")) {
                stages.add(new FeedsServed(kafka, http));
            }
            stages.add(new DashboardStage(kafka, directory.directory("history"), MOST_ARTICLES, names));
        }
        if (settings.roles().contains("ingest")) {
            stages.add(new IngestStage(kafka, settings.inbox()));
            stages.add(new FeedStage(kafka, settings.data().resolve("feeds.txt"), instance, settings.feeds(), http));
        }
        if (settings.roles().contains("replay")) {
            stages.add(new JobStage(
                    kafka,
                    directory.directory("jobs"),
                    names,
                    AlertSettings.of(settings).limits(),
                    ReportList::report));
        }
        return stages;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    EntityNames names() {
        return names;
    }

    int port() {
        return node.port();
    }

    /** Waits until topics are ready for every language, so that the first article of one takes no longer than the next. */
    void settle() throws InterruptedException, ExecutionException {
        languages.get();
    }

    /** Every route of the server, as {@code GET /path}. */
    Set<String> routes() {
        return node.routes();
    }

    String trouble() {
        return node.trouble();
    }

    @Override
    public void close() {
        node.close();
        names.close();
        http.close();
        if (broker != null) {
            broker.close();
        }
        directory.close();
    }
}
