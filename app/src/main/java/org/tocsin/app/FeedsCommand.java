package org.tocsin.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tocsin.ingest.feed.FeedItem;
import org.tocsin.ingest.feed.FeedJson;
import org.tocsin.ingest.feed.ParsedFeed;
import org.tocsin.ingest.schedule.Discovery;
import org.tocsin.ingest.schedule.FeedChange;
import org.tocsin.ingest.schedule.FeedFilter;
import org.tocsin.ingest.schedule.Feeds;
import org.tocsin.ingest.schedule.Opml;
import org.tocsin.model.Audit;
import org.tocsin.model.Feed;
import org.tocsin.model.Json;
import org.tocsin.runtime.Refusal;
import org.tocsin.runtime.access.AuditLog;
import org.tocsin.runtime.http.GuardedClient;
import org.tocsin.runtime.http.WebUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds, lists, tries, pauses and removes feeds, and exchanges lists of them. */
@Command(name = "feeds", mixinStandardHelpOptions = true, description = "Manage the feeds that are polled.")
final class FeedsCommand {
    /** Something to do with the list. */
    private interface Work {
        int with(Feeds feeds) throws IOException;
    }

    /** Something that changes the list, and tells the ids of what it has changed. */
    private interface Change {
        int with(Feeds feeds, Consumer<String> changed) throws IOException;
    }

    private static int listed(Options options, Work work) throws IOException {
        try (Options.Connection connection = options.connect();
                Feeds feeds = new Feeds(connection.kafka()).start()) {
            return work.with(feeds);
        }
    }

    /** Audits what {@code change} does under the name of the command. */
    private static int changed(Options options, String command, Change change) throws IOException {
        try (Options.Connection connection = options.connect();
                Feeds feeds = new Feeds(connection.kafka()).start()) {
            List<Audit> audit = new ArrayList<>();
            try {
                return change.with(feeds, id -> audit.add(CommandAudit.of(command, id)));
            } finally {
                AuditLog.write(connection.kafka(), audit);
            }
        }
    }

    private static Feed named(Feeds feeds, String idOrUrl) {
        return feeds.find(idOrUrl)
                .orElseThrow(() -> new Refusal(
                        "no feed " + WebUrl.shown(idOrUrl) + "; “tocsin feeds list” shows the ids and addresses"));
    }

    private static Discovery.Found discover(Options options, String url) {
        try (GuardedClient http = new GuardedClient(options.settings().outgoing())) {
            Discovery.Found found = Discovery.find(url, http::send);
            if (found.feeds().isEmpty()) {
                throw new Refusal(WebUrl.shown(url) + ": " + found.reason());
            }
            return found;
        }
    }

    private static int each(Options options, String command, List<String> names, UnaryOperator<Feed> change)
            throws IOException {
        return changed(options, command, (feeds, changed) -> {
            List<Feed> found = names.stream().map(name -> named(feeds, name)).toList();
            for (Feed feed : found) {
                System.out.println(Json.line(Feeds.shown(feeds.save(change.apply(feed)))));
                changed.accept(feed.id());
            }
            return Main.OK;
        });
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Add a feed, a news sitemap, or the feed that a page names. It is read once, to see that it is one.")
    int add(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "URL", description = "Address of a feed or of a site.")
                    List<String> urls,
            @Option(names = "--name", description = "What to call it (default: its own title).") @Nullable String name,
            @Option(names = "--group", description = "Group to put it in.") @Nullable String group,
            @Option(names = "--tag", description = "Tag; may be given several times.") @Nullable List<String> tags,
            @Option(
                            names = "--interval",
                            paramLabel = "SECONDS",
                            description = "Fixed interval, 60 to 86400 (default: adapts).")
                    int interval,
            @Option(names = "--full-text", description = "Fetch the page of each new item for its whole text.")
                    boolean fullText,
            @Option(names = "--no-check", description = "Add it without reading it.") boolean unchecked)
            throws IOException {
        List<Feed> defined = new ArrayList<>();
        for (String url : urls) {
            String address = url;
            if (!unchecked) {
                Iterator<String> found = discover(options, url).feeds().keySet().iterator();
                address = found.next();
                found.forEachRemaining(other -> System.err.println("also there: " + WebUrl.shown(other)));
            }
            defined.add(Feeds.define(
                    address,
                    name == null ? "" : name,
                    group == null ? "" : group,
                    tags == null ? List.of() : tags,
                    interval,
                    fullText,
                    Instant.now()));
        }
        return changed(options, "feeds add", (feeds, changed) -> {
            for (Feed feed : defined) {
                System.out.println(Json.line(Feeds.shown(feeds.add(feed))));
                changed.accept(feed.id());
            }
            return Main.OK;
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the feeds with how each goes, as NDJSON.")
    int list(
            @Mixin Options options,
            @Option(names = "--group", description = "Only this group.") @Nullable String group,
            @Option(names = "--tag", description = "Only those with this tag.") @Nullable String tag,
            @Option(names = "--health", description = "Only those that are new, ok, silent, failing, ended or paused.")
                    @Nullable
                    String health)
            throws IOException {
        FeedFilter filter = new FeedFilter(group, tag, health);
        return listed(options, feeds -> {
            feeds.shown(filter, Instant.now()).forEach(feed -> System.out.println(Json.line(feed)));
            return Main.OK;
        });
    }

    @Command(
            name = "change",
            mixinStandardHelpOptions = true,
            description = "Change what feeds were given; what is not named stays as it is.")
    int change(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Id or address.") List<String> names,
            @Option(names = "--name", description = "What to call it; empty for its own title.") @Nullable String name,
            @Option(names = "--group", description = "Group to put it in; empty for none.") @Nullable String group,
            @Option(
                            names = "--tag",
                            description = "Tag instead of those it has; may be given several times, empty for none.")
                    @Nullable
                    List<String> tags,
            @Option(
                            names = "--interval",
                            paramLabel = "SECONDS",
                            description = "Fixed interval, 60 to 86400; 0 to adapt.")
                    @Nullable
                    Integer interval,
            @Option(
                            names = "--full-text",
                            negatable = true,
                            description = "Fetch the page of each new item for its whole text, or do so no more.")
                    @Nullable
                    Boolean fullText)
            throws IOException {
        FeedChange change = new FeedChange(name, group, tags, null, fullText, interval);
        return each(options, "feeds change", names, change::of);
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Show what would come from an address, without adding it.")
    int test(
            @Mixin Options options,
            @Parameters(paramLabel = "URL", description = "Address of a feed or of a site.") String url,
            @Option(names = "--json", description = "All that the feed says, as “tocsin feed” prints it.")
                    boolean json) {
        for (Map.Entry<String, ParsedFeed> one : discover(options, url).feeds().entrySet()) {
            ParsedFeed feed = one.getValue();
            if (json) {
                System.out.println(Json.line(FeedJson.of(WebUrl.shown(one.getKey()), feed)));
                continue;
            }
            System.out.printf(
                    "%s%n  %s, %s, %d items%n",
                    WebUrl.shown(one.getKey()),
                    feed.title(),
                    feed.format(),
                    feed.items().size());
            feed.repairs().forEach(repair -> System.out.println("  mended: " + repair));
            for (FeedItem item : feed.items()) {
                Instant at = item.published() == null ? item.updated() : item.published();
                System.out.printf("  %s  %s%n    %s%n", at == null ? "no date" : at, item.title(), item.link());
            }
        }
        return Main.OK;
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Keep feeds, but poll them no more.")
    int pause(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Id or address.") List<String> names)
            throws IOException {
        return each(options, "feeds pause", names, feed -> feed.paused(true));
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Poll paused feeds again.")
    int resume(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Id or address.") List<String> names)
            throws IOException {
        return each(options, "feeds resume", names, feed -> feed.paused(false));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Take feeds off the list.")
    int remove(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "ID", description = "Id or address.") List<String> names)
            throws IOException {
        return each(options, "feeds remove", names, Feed::withdrawn);
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Add the feeds of OPML lists; folders become groups.")
    int importLists(
            @Mixin Options options,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "OPML files.") List<Path> files)
            throws IOException {
        return changed(options, "feeds import", (feeds, changed) -> {
            int rejected = 0;
            for (Path file : files) {
                Opml.Imported imported;
                try {
                    imported = feeds.read(Files.readAllBytes(file), Instant.now());
                } catch (IllegalArgumentException e) {
                    throw new Refusal(file + ": " + e.getMessage());
                }
                List<Feed> added = imported.feeds().stream()
                        .filter(feed -> feeds.find(feed.id()).isEmpty())
                        .toList();
                feeds.saveAll(added);
                added.forEach(feed -> changed.accept(feed.id()));
                imported.rejected().forEach(reason -> System.err.println(file + ": not added: " + reason));
                rejected += imported.rejected().size();
                System.err.printf(
                        "%s: %d added, %d known, %d rejected%n",
                        file,
                        added.size(),
                        imported.feeds().size() - added.size(),
                        imported.rejected().size());
            }
            return rejected == 0 ? Main.OK : Main.SOME_REJECTED;
        });
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = "Print the list as OPML.")
    int export(@Mixin Options options) throws IOException {
        return listed(options, feeds -> {
            System.out.write(feeds.opml(Instant.now()).getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            return Main.OK;
        });
    }
}
