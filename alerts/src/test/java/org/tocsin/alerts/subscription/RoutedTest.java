package org.tocsin.alerts.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Json;
import org.tocsin.model.Subscription;

final class RoutedTest {
    private static Subscription subscription(String id, String owner) {
        return Json.mapper()
                .readValue(
                        "{\"id\": \"%s\", \"owner\": \"%s\", \"query\": \"x\"}".formatted(id, owner),
                        Subscription.class);
    }

    private static Set<Integer> partitions(String owner, int count) {
        return IntStream.range(0, 200)
                .mapToObj(i -> subscription("s" + i, owner))
                .flatMap(one -> Routed.partitions("", "", Routed.to(one, ""), count).orElseThrow().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void keepsAllOfOneOwnerInOnePartitionWhateverTheirNumber() {
        for (int count : new int[] {1, 4, 12}) {
            assertThat(partitions("ann", count)).hasSize(1);
        }
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> partitions("owner" + i, 4))
                        .collect(Collectors.toSet()))
                .as("owners are spread")
                .hasSize(4);
    }

    @Test
    void spreadsTheOperatorsById() {
        assertThat(partitions("", 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void sendsAWithdrawalEverywhere() {
        assertThat(Routed.partitions("", "", new Routed(Routed.EVERYWHERE, ""), 4))
                .hasValue(Set.of(0, 1, 2, 3));
    }
}
