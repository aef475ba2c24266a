package org.tocsin.alerts.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Alert;
import org.tocsin.model.Delivery;
import org.tocsin.model.Destination;
import org.tocsin.model.Json;
import org.tocsin.model.OutboxMessage;
import org.tocsin.model.Subscription;

final class DispatchTest implements Dispatch.Ledger {
    private static final Instant NOON = Instant.parse("2025-01-11T12:00:00Z");

    private final List<OutboxMessage> released = new ArrayList<>();
    private final List<Delivery> told = new ArrayList<>();
    private final List<Alert> notices = new ArrayList<>();
    private final Map<String, TreeMap<Long, Pending>> kept = new HashMap<>();
    private final Map<String, Standing> standings = new HashMap<>();
    private int version = 1;
    private boolean removed;
    private List<Destination> sends = List.of();
    private int written;
    private Dispatch dispatch = new Dispatch(this::subscription, this);
    private Instant now = NOON;

    private @Nullable Subscription subscription(String id) {
        return removed
                ? null
                : Subscription.of(id, id, "x").withVersion(version).withDestinations(sends);
    }

    @Override
    public void release(OutboxMessage message) {
        released.add(message);
    }

    @Override
    public void outcome(Delivery delivery) {
        told.add(delivery);
    }

    @Override
    public void notice(Alert notice, Subscription subscription, String endpoint) {
        notices.add(notice);
    }

    @Override
    public void keep(String endpoint, long number, Pending pending) {
        written++;
        kept.computeIfAbsent(endpoint, key -> new TreeMap<>()).put(number, pending);
    }

    @Override
    public void forget(String endpoint, long number) {
        kept.getOrDefault(endpoint, new TreeMap<>()).remove(number);
    }

    @Override
    public void keep(String endpoint, Standing standing) {
        standings.put(endpoint, standing);
    }

    private void restart() {
        dispatch = new Dispatch(this::subscription, this);
        standings.forEach(dispatch::load);
        kept.forEach(
                (endpoint, queue) -> queue.forEach((number, pending) -> dispatch.load(endpoint, number, pending, now)));
    }

    private void offer(String endpoint, String alert, boolean ordered) {
        Alert one = Json.mapper()
                .readValue(
                        "{\"id\": \"%s\", \"kind\": \"first\", \"subscription\": \"s\"}".formatted(alert), Alert.class);
        Destination destination = new Destination("webhook", "x", Map.of("ordered", String.valueOf(ordered)), "");
        sends = List.of(destination);
        dispatch.offer(new OutboxMessage(endpoint, 1, one, destination), now);
    }

    private void ask(String endpoint, String alert) {
        Alert one = Json.mapper()
                .readValue(
                        "{\"id\": \"%s\", \"kind\": \"first\", \"subscription\": \"s\"}".formatted(alert), Alert.class);
        sends = List.of(Destination.of("webhook", "x"));
        dispatch.offer(new OutboxMessage(endpoint, 0, one, sends.getFirst()), now);
    }

    private void answer(OutboxMessage message, String outcome, long retryAfter) {
        dispatch.outcome(
                new Delivery(
                        message.alert().id(),
                        "s",
                        message.endpoint(),
                        message.attempt(),
                        outcome,
                        outcome,
                        retryAfter,
                        now),
                now);
    }

    private void after(Duration time) {
        now = now.plus(time);
        dispatch.tick(now);
    }

    private List<String> alerts() {
        return released.stream().map(message -> message.alert().id()).toList();
    }

    @Test
    void doesNotWaitForAClockThatWasAheadWhenAMessageWentOutOrCame() {
        offer("a", "one", true);
        offer("a", "two", true);
        now = NOON.minus(Duration.ofHours(1));
        restart();

        after(Dispatch.LOST_AFTER);
        assertThat(alerts()).containsExactly("one", "one");
        answer(released.getLast(), "delivered", 0);

        assertThat(alerts()).containsExactly("one", "one", "two");
    }

    @Test
    void triesTenTimesOverThreeDaysAtTheTimesOfStandardWebhooksAndThenDisables() {
        offer("e", "a", false);
        List<Duration> waits = new ArrayList<>();
        Instant last = now;
        while (told.isEmpty()) {
            answer(released.getLast(), "failed", 0);
            int before = released.size();
            while (released.size() == before && told.isEmpty()) {
                after(Duration.ofSeconds(1));
            }
            waits.add(Duration.between(last, now));
            last = now;
            restart();
        }
        List<Duration> schedule = List.of(
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));
        for (int i = 0; i < schedule.size(); i++) {
            assertThat(waits.get(i))
                    .isBetween(
                            schedule.get(i),
                            schedule.get(i).multipliedBy(11).dividedBy(10).plusSeconds(1));
        }
        assertThat(released)
                .hasSize(10)
                .extracting(OutboxMessage::attempt)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(Duration.between(NOON, now)).isBetween(Duration.ofHours(75), Duration.ofHours(84));
        assertThat(told).extracting(Delivery::outcome).containsExactly("abandoned");
        assertThat(notices).hasSize(1);
        offer("e", "b", false);
        assertThat(told.getLast().outcome()).isEqualTo("disabled");
        version = 2;
        offer("e", "c", false);
        assertThat(alerts().getLast())
                .as("a changed subscription enables it again")
                .isEqualTo("c");
    }

    @Test
    void heedsTheReceiversWishWhenItIsLongerThanTheScheduleAndUpToATenthLonger() {
        offer("e", "a", false);
        answer(released.getFirst(), "failed", 90);
        after(Duration.ofSeconds(89));
        assertThat(released).hasSize(1);
        after(Duration.ofSeconds(10));
        assertThat(released).hasSize(2);
    }

    @Test
    void endpointsThatAreToldToWaitEquallyLongComeBackOneAfterAnother() {
        for (int i = 0; i < 100; i++) {
            offer(UUID.nameUUIDFromBytes(new byte[] {(byte) i}).toString(), "a" + i, false);
            answer(released.getLast(), "failed", 1_000);
        }
        int most = 0;
        for (int second = 1; second <= 1_100; second++) {
            int before = released.size();
            after(Duration.ofSeconds(1));
            assertThat(second >= 1_000 || released.size() == before).isTrue();
            most = Math.max(most, released.size() - before);
            for (int i = before; i < released.size(); i++) {
                answer(released.get(i), "delivered", 0);
            }
        }
        assertThat(released).hasSize(200);
        assertThat(most).as("in one second").isLessThan(15);
    }

    @Test
    void leavesTheWholeEndpointAloneForAsLongAsItAsks() {
        offer("e", "a", false);
        offer("e", "b", false);
        answer(released.getFirst(), "failed", 3_600);
        offer("e", "c", false);
        answer(released.get(1), "delivered", 0);
        restart();
        after(Duration.ofSeconds(3_599));
        assertThat(alerts()).containsExactly("a", "b");
        after(Duration.ofSeconds(361));
        assertThat(alerts()).containsExactly("a", "b", "a", "c");
    }

    @Test
    void aMessageThatItCannotTakeHoldsUpNoOtherForLong() {
        offer("e", "poison", false);
        while (released.size() < 6) {
            answer(released.getLast(), "failed", 0);
            int before = released.size();
            while (released.size() == before) {
                after(Duration.ofSeconds(1));
            }
        }
        answer(released.getLast(), "failed", 0);
        offer("e", "b", false);
        restart();
        after(Dispatch.PROBE_AFTER.minusSeconds(1));
        assertThat(alerts()).doesNotContain("b");
        after(Duration.ofSeconds(1));
        assertThat(alerts()).as("the next of the poison is hours away").contains("b");
        answer(released.getLast(), "delivered", 0);
        offer("e", "c", false);
        assertThat(alerts().getLast()).isEqualTo("c");
        assertThat(notices).isEmpty();
    }

    @Test
    void sendsToWhereTheSubscriptionSendsWhenAMessageGoesOut() {
        offer("e", "a", false);
        answer(released.getLast(), "failed", 0);
        sends = List.of(Destination.of("webhook", "x").withSecret("another"));
        after(Duration.ofSeconds(6));
        assertThat(released.getLast().destination().secret()).isEqualTo("another");
        answer(released.getLast(), "failed", 0);
        sends = List.of(Destination.of("webhook", "elsewhere"));
        after(Duration.ofMinutes(6));
        assertThat(released).hasSize(2);
        assertThat(told)
                .extracting(Delivery::outcome, Delivery::reason)
                .containsExactly(tuple("abandoned", "the subscription does not send there any longer"));
        removed = true;
        offer("e", "b", false);
        assertThat(released).hasSize(2);
        assertThat(told).hasSize(2);
        assertThat(dispatch.waiting()).isZero();
    }

    @Test
    void disablesAnEndpointThatIsGoneAtOnceAndTellsWhatWaited() {
        for (int i = 0; i < 20; i++) {
            offer("e", "a" + i, false);
        }
        answer(released.getFirst(), "gone", 0);
        assertThat(told).hasSize(4).allMatch(delivery -> delivery.outcome().equals("disabled"));
        assertThat(notices).hasSize(1);
    }

    @Test
    void tellsOnceOfAnEndpointThatIsGoneWhateverBecomesOfWhatWasUnderWay() {
        for (int i = 0; i < Dispatch.IN_FLIGHT; i++) {
            offer("e", "a" + i, false);
        }
        answer(released.get(0), "gone", 0);
        answer(released.get(1), "gone", 0);
        answer(released.get(2), "failed", 0);
        answer(released.get(3), "delivered", 0);
        after(Duration.ofSeconds(6));
        offer("e", "later", false);
        assertThat(notices).hasSize(1);
        assertThat(alerts()).as("nothing is tried again").hasSize(Dispatch.IN_FLIGHT);
        assertThat(told)
                .extracting(Delivery::alert)
                .as("what failed and what came later is told of")
                .containsExactly("a2", "later");
    }

    @Test
    void whatIsAskedForByHandGoesOutAFewAtATimeBehindWhatIsNewAndOnce() {
        for (int i = 0; i < 40; i++) {
            ask("e", "old" + i);
            ask("e", "old" + i);
        }
        assertThat(released).hasSize(Dispatch.IN_FLIGHT).allMatch(message -> message.attempt() == 0);
        offer("e", "new", false);
        restart();
        answer(released.getFirst(), "delivered", 0);
        assertThat(alerts().getLast()).isEqualTo("new");
        for (int i = 1; i < released.size(); i++) {
            answer(released.get(i), "delivered", 0);
        }
        assertThat(alerts()).hasSize(41).doesNotHaveDuplicates();
        ask("e", "old3");
        assertThat(alerts()).as("asked for once more").hasSize(42);
    }

    @Test
    void whatIsAskedForByHandIsTriedAsOftenAndLeavesTheEndpointAloneAsLongAsItAsks() {
        ask("e", "a");
        answer(released.getLast(), "failed", 600);
        ask("e", "b");
        after(Duration.ofSeconds(599));
        assertThat(alerts()).containsExactly("a");
        failAll(1, Duration.ofDays(4));
        String abandoned = told.getFirst().alert();
        assertThat(alerts().stream().filter(abandoned::equals)).hasSize(Attempts.MOST);
        assertThat(told).extracting(Delivery::outcome).contains("abandoned", "disabled");
        assertThat(notices).hasSize(1);
        ask("e", "c");
        assertThat(told.getLast())
                .extracting(Delivery::alert, Delivery::outcome)
                .containsExactly("c", "disabled");
    }

    @Test
    void whatWaitsForItsNextAttemptGoesOutAtOnceWhenItIsAskedForByHand() {
        offer("e", "a", false);
        answer(released.getLast(), "failed", 0);
        after(Duration.ofSeconds(6));
        ask("e", "a");
        assertThat(released).as("it is on its way").hasSize(2);
        answer(released.getLast(), "failed", 0);
        ask("e", "a");
        assertThat(released).extracting(OutboxMessage::attempt).containsExactly(1, 2, 0);
        restart();
        answer(released.getLast(), "delivered", 0);
        after(Duration.ofHours(1));
        assertThat(released).as("and not once more").hasSize(3);
        assertThat(dispatch.waiting()).isZero();
    }

    @Test
    void takesNoMoreByHandThanMayWaitAndStillWhatIsNew() {
        for (int i = 0; i <= Dispatch.MAX_WAITING; i++) {
            ask("e", "old" + i);
        }
        assertThat(told).extracting(Delivery::alert, Delivery::outcome).containsExactly(tuple("old10000", "abandoned"));
        offer("e", "new", false);
        assertThat(told).hasSize(1);
        assertThat(dispatch.waiting()).isEqualTo(Dispatch.MAX_WAITING + 1);
    }

    @Test
    void takesAnEqualShareOnceAllEndpointsTogetherHaveTooMuchWaiting() {
        for (int i = 0; i < Dispatch.MAX_IN_ALL; i++) {
            offer("e" + i % 2, "old" + i, false);
        }
        int share = Dispatch.MAX_IN_ALL / 3;
        for (int i = 0; i <= share; i++) {
            offer("other", "new" + i, false);
        }
        offer("e0", "more", false);
        assertThat(told)
                .extracting(Delivery::alert, Delivery::outcome)
                .containsExactly(tuple("new" + share, "abandoned"), tuple("more", "abandoned"));
        assertThat(dispatch.waiting()).isEqualTo(Dispatch.MAX_IN_ALL + share);
        answer(released.getLast(), "delivered", 0);
        offer("other", "newer", false);
        assertThat(told).hasSize(2);
    }

    /** Fails all that is released, from there on, for so long or until something was told of. */
    private int failAll(int from, Duration time) {
        int answered = from;
        for (Instant end = now.plus(time); now.isBefore(end) && told.isEmpty(); after(Duration.ofMinutes(1))) {
            while (answered < released.size()) {
                answer(released.get(answered++), "failed", 0);
            }
            restart();
        }
        return answered;
    }

    @Test
    void isNotDisabledByAMessageSinceWhoseFirstFailureAnotherGotThrough() {
        offer("e", "poison", false);
        int answered = failAll(0, Duration.ofHours(12));
        offer("e", "good", false);
        answer(released.getLast(), "delivered", 0);
        after(Duration.ofSeconds(1));
        for (int i = 0; i < 12; i++) {
            offer("e", "bad" + i, false);
        }
        answered = failAll(answered + 1, Duration.ofDays(4));
        assertThat(told).extracting(Delivery::alert, Delivery::outcome).containsExactly(tuple("poison", "abandoned"));
        assertThat(notices).isEmpty();
        told.clear();
        failAll(answered, Duration.ofDays(4));
        assertThat(told).extracting(Delivery::outcome).contains("abandoned", "disabled");
        assertThat(notices).as("nothing got through since those came").hasSize(1);
    }

    @Test
    void keepsTheOrderOfAnOrderedEndpointAcrossFailuresAndRestarts() {
        for (String alert : List.of("a", "b", "c")) {
            offer("e", alert, true);
        }
        answer(released.getLast(), "failed", 0);
        restart();
        after(Duration.ofSeconds(6));
        answer(released.getLast(), "delivered", 0);
        answer(released.getLast(), "delivered", 0);
        answer(released.getLast(), "delivered", 0);
        assertThat(alerts()).containsExactly("a", "a", "b", "c");
    }

    @Test
    void releasesAFewAtATimeAndTheNextWithEachOutcome() {
        for (int i = 0; i < 100; i++) {
            offer("e", "a" + i, false);
        }
        assertThat(released).hasSize(Dispatch.IN_FLIGHT);
        answer(released.getFirst(), "delivered", 0);
        assertThat(released).hasSize(Dispatch.IN_FLIGHT + 1);
        offer("other", "b", false);
        assertThat(alerts().getLast()).as("another endpoint does not wait").isEqualTo("b");
    }

    @Test
    void writesEachNewMessageOnceWhetherItGoesOutOrWaits() {
        for (int i = 0; i < 40; i++) {
            offer("e", "a" + i, false);
        }
        offer("ordered", "b", true);
        offer("ordered", "c", true);
        assertThat(written).isEqualTo(42);
        assertThat(kept.getOrDefault("e", new TreeMap<>()).values())
                .hasSize(40)
                .filteredOn(pending -> pending.released() != null)
                .hasSize(Dispatch.IN_FLIGHT);
        for (int i = 0; i < released.size(); i++) {
            if (i % 7 == 0) {
                restart();
                after(Duration.ofSeconds(1));
            }
            answer(released.get(i), "delivered", 0);
        }
        assertThat(alerts()).hasSize(42).doesNotHaveDuplicates();
        assertThat(kept.values()).allMatch(TreeMap::isEmpty);
        assertThat(dispatch.waiting()).isZero();
    }

    @Test
    void asksAFailingEndpointOneAtATimeUntilItAnswers() {
        for (int i = 0; i < 40; i++) {
            offer("e", "a" + i, false);
        }
        for (int i = 0; i < released.size(); i++) {
            answer(released.get(i), "failed", 0);
        }
        int tried = released.size();
        assertThat(tried).isLessThanOrEqualTo(Dispatch.IN_FLIGHT + Dispatch.FAILURES);
        after(Duration.ofSeconds(6));
        assertThat(alerts()).hasSize(tried + 1);
        answer(released.getLast(), "delivered", 0);
        assertThat(released.size()).isGreaterThan(tried + 5);
    }

    @Test
    void releasesAgainWhatGotNoOutcomeAndNotWhatDid() {
        offer("e", "a", false);
        offer("e", "b", false);
        answer(released.getFirst(), "delivered", 0);
        restart();
        after(Duration.ofSeconds(59));
        assertThat(alerts()).containsExactly("a", "b");
        after(Duration.ofSeconds(1));
        assertThat(alerts()).containsExactly("a", "b", "b");
        answer(released.getLast(), "delivered", 0);
        answer(released.getLast(), "delivered", 0);
        after(Duration.ofMinutes(5));
        assertThat(released).hasSize(3);
        assertThat(dispatch.waiting()).isZero();
    }
}
