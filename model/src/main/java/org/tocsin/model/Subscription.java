package org.tocsin.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query, where its alerts go, and how. Every reader of the log takes the first record of each next version and drops
 * the others; an edit is therefore the whole subscription under the version after the one that it edits.
 *
 * @param owner whose limits it counts against
 * @param destinations where alerts go besides the page and the subscription's own stream and feeds; may be empty
 * @param send what of a story it is told besides its news
 * @param quietHours null for none
 * @param perHour alerts sent an hour at most, the rest in one digest at the end of the hour; 0 for no cap
 * @param expires when it ends, null for never
 * @param enabled false withdraws it
 */
public record Subscription(
        String id,
        String owner,
        String name,
        String query,
        List<Destination> destinations,
        List<Send> send,
        Schedule schedule,
        @Nullable QuietHours quietHours,
        int perHour,
        List<Mute> mutes,
        @Nullable Instant expires,
        List<String> labels,
        Priority priority,
        boolean paused,
        boolean enabled,
        int version) {
    public Subscription {
        id = id == null ? "" : id;
        owner = owner == null ? "" : owner;
        name = name == null || name.isBlank() ? id : name;
        query = query == null ? "" : query;
        destinations = destinations == null ? List.of() : List.copyOf(destinations);
        send = send == null ? List.of() : send.stream().distinct().sorted().toList();
        schedule = schedule == null ? Schedule.AT_ONCE : schedule;
        mutes = mutes == null ? List.of() : List.copyOf(mutes);
        labels = labels == null ? List.of() : List.copyOf(labels);
        priority = priority == null ? Priority.NORMAL : priority;
    }

    /** The first version of one that only the page and its own stream show. */
    public static Subscription of(String id, String name, String query) {
        return new Subscription(
                id,
                "",
                name,
                query,
                List.of(),
                List.of(),
                Schedule.AT_ONCE,
                null,
                0,
                List.of(),
                null,
                List.of(),
                Priority.NORMAL,
                false,
                true,
                1);
    }

    /** Reads also the form with one destination, in {@code channel}, {@code target} and {@code secret}. */
    @JsonCreator
    static Subscription read(
            @JsonProperty("id") String id,
            @JsonProperty("owner") String owner,
            @JsonProperty("name") String name,
            @JsonProperty("query") String query,
            @JsonProperty("destinations") @Nullable List<Destination> destinations,
            @JsonProperty("send") List<Send> send,
            @JsonProperty("schedule") Schedule schedule,
            @JsonProperty("quietHours") @Nullable QuietHours quietHours,
            @JsonProperty("perHour") int perHour,
            @JsonProperty("mutes") List<Mute> mutes,
            @JsonProperty("expires") @Nullable Instant expires,
            @JsonProperty("labels") List<String> labels,
            @JsonProperty("priority") Priority priority,
            @JsonProperty("paused") boolean paused,
            @JsonProperty("enabled") @Nullable Boolean enabled,
            @JsonProperty("version") int version,
            @JsonProperty("channel") @Nullable String channel,
            @JsonProperty("target") String target,
            @JsonProperty("secret") String secret) {
        List<Destination> to = destinations == null ? List.of() : destinations;
        if (destinations == null && channel != null && !channel.isBlank() && !channel.equals("stream")) {
            to = List.of(new Destination(channel, target, Map.of(), secret));
        }
        return new Subscription(
                id,
                owner,
                name,
                query,
                to,
                send,
                schedule,
                quietHours,
                perHour,
                mutes,
                expires,
                labels,
                priority,
                paused,
                enabled == null || enabled,
                version);
    }

    /** Whether it is told {@code what}. */
    public boolean wants(Send what) {
        return what == Send.NEWS || send.contains(what) || send.contains(Send.EVERYTHING);
    }

    /** Its next version, which takes it away. */
    public Subscription withdrawn() {
        return copy(id, owner, name, query, destinations, send, paused, false, version + 1);
    }

    /** Its next version, held or let go. */
    public Subscription paused(boolean on) {
        return copy(id, owner, name, query, destinations, send, on, enabled, version + 1);
    }

    public Subscription withVersion(int number) {
        return copy(id, owner, name, query, destinations, send, paused, enabled, number);
    }

    public Subscription withId(String other) {
        return copy(other, owner, name, query, destinations, send, paused, enabled, version);
    }

    /** Of another owner. */
    public Subscription withOwner(String other) {
        return copy(id, other, name, query, destinations, send, paused, enabled, version);
    }

    /** Under another name. */
    public Subscription withName(String other) {
        return copy(id, owner, other, query, destinations, send, paused, enabled, version);
    }

    /** Told this of a story besides its news. */
    public Subscription withSend(List<Send> others) {
        return copy(id, owner, name, query, destinations, others, paused, enabled, version);
    }

    /** With its query as it is to be run, names resolved. */
    public Subscription withQuery(String text) {
        return copy(id, owner, name, text, destinations, send, paused, enabled, version);
    }

    public Subscription withDestinations(List<Destination> others) {
        return copy(id, owner, name, query, others, send, paused, enabled, version);
    }

    private Subscription copy(
            String newId,
            String newOwner,
            String newName,
            String text,
            List<Destination> to,
            List<Send> what,
            boolean held,
            boolean on,
            int number) {
        return new Subscription(
                newId,
                newOwner,
                newName,
                text,
                to,
                what,
                schedule,
                quietHours,
                perHour,
                mutes,
                expires,
                labels,
                priority,
                held,
                on,
                number);
    }
}
