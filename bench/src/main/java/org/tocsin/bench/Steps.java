package org.tocsin.bench;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each step costs of processor and heap, by the names of its threads. What virtual threads do, which are the HTTP clients of
 * the couriers and the receiver of webhooks, is one step; the compiler and the collector have no threads that Java shows, and are
 * the rest of the process.
 */
final class Steps {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Parts of the names of threads, the first that fits counts. */
    private static final Map<String, List<String>> NAMES = names();

    /**
     * @param processor nanoseconds
     * @param allocated bytes
     */
    record Cost(long processor, long allocated) {
        private Cost plus(Cost other) {
            return new Cost(processor + other.processor, allocated + other.allocated);
        }
    }

    private final Map<Long, Cost> before = new HashMap<>();
    private final long process = PROCESS.getProcessCpuTime();

    private static Map<String, List<String>> names() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put("tag", List.of("tocsin-tag", "empty-tag"));
        names.put("stories", List.of("tocsin-stories", "empty-stories"));
        names.put("match", List.of("tocsin-match", "empty-match", "follow-tocsin.subscriptions"));
        names.put("decide", List.of("tocsin-decide", "empty-decide"));
        names.put("courier", List.of("courier", "posting"));
        names.put("HTTP of courier and receiver", List.of("ForkJoinPool-1-worker", "VirtualThread", "webhook-port"));
        names.put("benchmark", List.of("main", "tap", "ForkJoinPool.commonPool"));
        names.put("clients of no step", List.of("kafka-producer-network-thread", "kafka-coordinator-heartbeat"));
        names.put(
                "broker",
                List.of(
                        "data-plane",
                        "kafka-",
                        "raft",
                        "quorum",
                        "group-coordinator",
                        "share-",
                        "Expiration",
                        "Txn",
                        "TxnMarker",
                        "transaction",
                        "broker-",
                        "controller",
                        "log-",
                        "Log",
                        "replica",
                        "Replica"));
        return names;
    }

    /** Begins to measure. */
    Steps() {
        each((id, info) -> before.put(id, info));
    }

    /** What each step has cost since; the last is what no thread of ours did. */
    Map<String, Cost> since() {
        Map<String, Cost> steps = new LinkedHashMap<>();
        NAMES.keySet().forEach(step -> steps.put(step, new Cost(0, 0)));
        each((id, now) -> {
            Cost then = before.getOrDefault(id, new Cost(0, 0));
            steps.merge(
                    step(THREADS.getThreadInfo(id)),
                    new Cost(now.processor() - then.processor(), now.allocated() - then.allocated()),
                    Cost::plus);
        });
        long known = steps.values().stream().mapToLong(Cost::processor).sum();
        steps.put("collector, compiler", new Cost(Math.max(0, PROCESS.getProcessCpuTime() - process - known), 0));
        return steps;
    }

    private static String step(java.lang.management.@org.jspecify.annotations.Nullable ThreadInfo info) {
        String name = info == null ? "" : info.getThreadName();
        return NAMES.entrySet().stream()
                .filter(step -> step.getValue().stream().anyMatch(name::contains))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("other threads");
    }

    /** Hears of one thread. */
    private interface Listener {
        void of(long id, Cost sinceItsStart);
    }

    private static void each(Listener listener) {
        long[] ids = THREADS.getAllThreadIds();
        long[] processor = THREADS.getThreadCpuTime(ids);
        long[] allocated = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (processor[i] >= 0) {
                listener.of(ids[i], new Cost(processor[i], allocated[i]));
            }
        }
    }

    /** Bytes of heap that are held, after a collection. */
    static long held() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
