package org.tocsin.app.fault;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.app.crash.Instance;

/**
 * Who could not work while a fault lasted, and so had to say that it is not ready; the others may not say so.
 *
 * @param throughout whether none of them could work again in between, not for a moment, so that none may take it back
 * @param begin of the fault, as {@link System#nanoTime}
 * @param end of the fault, before what it had stopped could work again
 */
record Outage(List<Instance> stopped, boolean throughout, long begin, long end) {
    /** Of a fault through which everybody works on. */
    static final Outage NONE = new Outage(List.of(), false, 0, 0);

    Outage {
        stopped = List.copyOf(stopped);
    }

    /** Who of all roles never said that it is not ready, or took it back, or said it and was spared. */
    List<String> untrue(HealthWatch health, List<Instance> roles) {
        List<String> untrue = new ArrayList<>();
        for (Instance role : stopped) {
            List<HealthWatch.Said> said = health.between(role, begin, end).stream()
                    .map(HealthWatch.Heard::said)
                    .dropWhile(one -> one != HealthWatch.Said.NOT_READY)
                    .toList();
            if (said.isEmpty()) {
                untrue.add(role.name() + " never said that it was not ready");
            } else if (throughout && said.contains(HealthWatch.Said.READY)) {
                untrue.add(role.name() + " said that it was ready when it could not be");
            }
        }
        for (Instance role : roles) {
            boolean refused = health.between(role, begin, end).stream()
                    .anyMatch(heard -> heard.said() == HealthWatch.Said.NOT_READY);
            if (refused && !stopped.contains(role)) {
                untrue.add(role.name() + " said that it was not ready, and was spared");
            }
        }
        return untrue;
    }
}
