package org.tocsin.alerts.channel;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.tocsin.alerts.inbox.AlertFeeds;
import org.tocsin.model.Alert;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/** The stream and the feeds, which are made of the alerts when someone asks. */
final class FeedPeer implements Peer {
    private final List<Alert> alerts = new ArrayList<>();
    private final boolean atom;
    private final Fetched fetched;

    FeedPeer(boolean atom) {
        this.atom = atom;
        fetched = new Fetched("feed");
    }

    @Override
    public Channel channel() {
        return new Channel() {
            @Override
            public String name() {
                return fetched.name();
            }

            @Override
            public List<Problem> check(Destination destination, String secret) {
                return fetched.check(destination, secret);
            }

            @Override
            public Result send(Message message) {
                alerts.addFirst(message.alert());
                return fetched.send(message);
            }
        };
    }

    @Override
    public Destination destination() {
        return Destination.of("feed", "");
    }

    @Override
    public Destination bad() {
        return Destination.of("no such channel", "");
    }

    private String feed() {
        Subscription subscription = Subscription.of("s", "Desk", "x");
        return atom
                ? AlertFeeds.atom(subscription, alerts, "http://127.0.0.1/feed")
                : AlertFeeds.json(subscription, alerts, "http://127.0.0.1/feed");
    }

    @Override
    public List<String> seen() {
        List<String> seen = new ArrayList<>();
        if (atom) {
            try {
                DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                factory.setNamespaceAware(true);
                var entries = factory.newDocumentBuilder()
                        .parse(new InputSource(new StringReader(feed())))
                        .getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry");
                for (int i = entries.getLength() - 1; i >= 0; i--) {
                    seen.add(entries.item(i).getTextContent());
                }
            } catch (Exception e) {
                throw new AssertionError(feed(), e);
            }
        } else {
            JsonNode feed = Json.mapper().readTree(feed());
            if (!feed.path("version").asString("").equals("https://jsonfeed.org/version/1.1")) {
                throw new AssertionError("no JSON Feed");
            }
            feed.path("items").forEach(item -> seen.addFirst(Peers.strings(item)));
        }
        return seen;
    }

    @Override
    public String broken() {
        return feed().contains("<script") && atom ? "a tag" : "";
    }
}
