package org.tocsin.runtime;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a second all replays together may read of a broker. The brokers keep it, as a client quota, and heed it at
 * once; live reading has none.
 */
public final class ReplayQuota {
    private static final String RATE = "consumer_byte_rate";

    private ReplayQuota() {}

    /** Bytes a second of each broker; empty when there is no limit. {@link Refusal} when the brokers do not say. */
    public static OptionalDouble get(KafkaSettings kafka) {
        return ask(kafka, ReplayQuota::get);
    }

    /** No role has a right on the cluster itself, which this takes. */
    private static <T> T ask(KafkaSettings kafka, KafkaSettings.Administration<T> work) {
        try {
            return kafka.administer(work);
        } catch (Refusal e) {
            if (e.getCause() != null && e.getCause().getCause() instanceof ClusterAuthorizationException) {
                throw new Refusal(
                        "the Kafka cluster lets only whoever administers it see and set how fast clients read; run the"
                                + " command with the administrator's file as --kafka-config",
                        e);
            }
            throw e;
        }
    }

    private static OptionalDouble get(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        ClientQuotaFilter replays = ClientQuotaFilter.containsOnly(
                List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, KafkaSettings.REPLAY_CLIENT)));
        return admin.describeClientQuotas(replays).entities().get(30, TimeUnit.SECONDS).values().stream()
                .flatMap(quota -> Stream.ofNullable(quota.get(RATE)))
                .mapToDouble(Double::doubleValue)
                .findAny();
    }

    /**
     * Returns when it is in force; {@link Refusal} when the brokers do not let us.
     *
     * @param bytes a second of each broker, above 0; null for no limit
     */
    public static void set(KafkaSettings kafka, @Nullable Double bytes) {
        ClientQuotaEntity replays =
                new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, KafkaSettings.REPLAY_CLIENT));
        ClientQuotaAlteration alteration =
                new ClientQuotaAlteration(replays, List.of(new ClientQuotaAlteration.Op(RATE, bytes)));
        OptionalDouble wanted = bytes == null ? OptionalDouble.empty() : OptionalDouble.of(bytes);
        ask(kafka, admin -> {
            admin.alterClientQuotas(List.of(alteration)).all().get(30, TimeUnit.SECONDS);
            // the controller answers before the brokers follow
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!get(admin).equals(wanted)) {
                if (System.nanoTime() > end) {
                    throw new TimeoutException("the brokers do not follow the controller");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return wanted;
        });
    }
}
