package org.tocsin.app.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;
import org.tocsin.runtime.TopicPlan;

/**
 * A broker or three, the roles in processes of their own behind a proxy each, and someone who starts again what has ended by itself, as
 * systemd or Kubernetes do.
 */
public final class World implements AutoCloseable {
    private static final List<String> APART = List.of("ingest", "enrich", "alerts", "dashboard");
    private static final long PATROL_NANOS = 500_000_000;

    /** Two must have a record before it counts as written. */
    private static final TopicPlan.Copies THREE_TIMES = new TopicPlan.Copies(3, 2);

    private static final Duration START = Duration.ofMinutes(7);

    /** On a busy machine it takes a while until every process has noticed that nothing works. */
    private static final Duration NOTICE = Duration.ofMinutes(1);

    /** What goes on may be slow: with each piece up to 400 ms late an article takes most of a minute. */
    private static final Duration SLOWLY = Duration.ofMinutes(3);

    /** What is pushed when a fault begins may have been taken before. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    private final Path directory;
    private final Brokers brokers;
    private final boolean small;
    private final List<Path> places;
    private final List<SmallDisk> disks = new ArrayList<>();
    private final @Nullable FakeClock clock;
    private final String bootstrap;
    private final List<List<Proxy>> proxies = new ArrayList<>();
    private final List<Instance> roles = new ArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final HealthWatch health;
    private final Load load;
    private final Receiver receiver;
    private final Thread patrol = Thread.ofPlatform().name("patrol").daemon().unstarted(this::patrol);
    private volatile boolean closed;
    private volatile boolean readAgain;
    private volatile Outage outage = Outage.NONE;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger brokerRestarts = new AtomicInteger();

    /**
     * One that is not started yet, and is to be closed in any case.
     *
     * @param cluster whether there are three brokers in containers instead of the embedded one
     * @param together whether all roles are one process
     * @param faults what may be asked of it: a disk that can be filled and clocks that can be set are made only where they are
     *     needed
     */
    public World(Path directory, boolean cluster, boolean together, Collection<Fault> faults, long seed)
            throws IOException {
        this.directory = directory;
        small = faults.stream().anyMatch(Fault::fillsDisks);
        clock = faults.contains(Fault.CLOCK_JUMPS) ? FakeClock.in(directory) : null;
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\n");
        List<String> names = together ? List.of("all") : APART;
        List<List<EmbeddedBroker.Door>> doors = new ArrayList<>();
        for (int broker = 0; broker < (cluster ? Containers.COUNT : 1); broker++) {
            doors.add(new ArrayList<>());
        }
        // the last are for whoever watches
        for (int i = 0; i <= names.size(); i++) {
            List<Proxy> before = new ArrayList<>();
            for (List<EmbeddedBroker.Door> ofBroker : doors) {
                int door = Ports.free();
                Proxy proxy = new Proxy(door);
                before.add(proxy);
                ofBroker.add(new EmbeddedBroker.Door(door, proxy.port()));
            }
            proxies.add(before);
        }
        bootstrap = bootstrap(proxies.getLast());
        places = places(directory, doors.size());
        brokers = cluster
                ? new Containers(doors, small ? places : List.of())
                : new BrokerProcess(places.getFirst(), doors.getFirst());
        for (int i = 0; i < names.size(); i++) {
            String role = together ? String.join(",", APART) : names.get(i);
            roles.add(new Instance(directory, names.get(i), "--roles", role, "--bootstrap", bootstrap(proxies.get(i)))
                    .in(clock == null ? Map.of() : clock.environment()));
        }
        receiver = new Receiver(seed, 0);
        health = new HealthWatch(roles);
        load = new Load(new Wire(seed), roles.getFirst(), together ? roles.getFirst() : roles.get(2));
    }

    private static List<Path> places(Path directory, int brokers) throws IOException {
        List<Path> places = new ArrayList<>();
        for (int broker = 1; broker <= brokers; broker++) {
            places.add(Files.createDirectories(directory.resolve("broker-" + broker)));
        }
        return places;
    }

    /** Whether a world can be made here in which clocks jump. */
    public static boolean setsClocks() {
        return FakeClock.library().isPresent();
    }

    /** Whether a world can be made here whose brokers have disks that are small enough to be filled. */
    public static boolean fillsDisks() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Starts everything and makes the subscriptions. */
    public void start() throws IOException, InterruptedException {
        for (Path place : small ? places : List.<Path>of()) {
            disks.add(SmallDisk.mount(place));
        }
        brokers.start();
        if (brokers.count() > 1) {
            // the topics that Streams makes have to follow these by themselves
            TopicPlan.of(kafka(), THREE_TIMES).apply(kafka());
        }
        for (Instance role : roles) {
            role.launch();
        }
        // what gives up while brokers that have just come up are slow is started again
        patrol.start();
        for (Instance role : roles) {
            if (!await(START, role::up)) {
                throw new IllegalStateException(role.name() + " has not come up within " + START.toMinutes()
                        + " minutes; see its messages in " + directory);
            }
        }
        restarts.set(0);
        load.start(receiver);
    }

    private static String bootstrap(List<Proxy> before) {
        return before.stream().map(proxy -> "127.0.0.1:" + proxy.port()).collect(Collectors.joining(","));
    }

    private void patrol() {
        while (!closed) {
            LockSupport.parkNanos(PATROL_NANOS);
            if (closed) {
                return;
            }
            try {
                if (!held.contains("broker") && !brokers.alive()) {
                    restarts.incrementAndGet();
                    brokerRestarts.incrementAndGet();
                    brokers.start();
                }
                for (Instance role : roles) {
                    if (!role.alive() && !held.contains(role.name())) {
                        restarts.incrementAndGet();
                        role.launch();
                    }
                }
            } catch (IOException | IllegalStateException e) {
                // the next round tries again
            }
        }
    }

    List<Instance> roles() {
        return roles;
    }

    /** How the connections of {@code role} to every broker are from now on. */
    void network(Instance role, Proxy.Mode mode) {
        proxies.get(roles.indexOf(role)).forEach(proxy -> proxy.mode(mode));
    }

    Load load() {
        return load;
    }

    HealthWatch health() {
        return health;
    }

    Path directory() {
        return directory;
    }

    /** Where no proxy stands in between. */
    public KafkaSettings kafka() {
        return new KafkaSettings(bootstrap);
    }

    /** How often something that had ended was started again. */
    public int restarts() {
        return restarts.get();
    }

    /** How often a broker among them was. */
    int brokerRestarts() {
        return brokerRestarts.get();
    }

    public Expectations expected() {
        return load.expected();
    }

    public Receiver receiver() {
        return receiver;
    }

    /** How many brokers there are. */
    int brokers() {
        return brokers.count();
    }

    /** Kills every broker with -9, does something, and starts them again. */
    void brokersDown(Runnable meanwhile) throws IOException {
        held.add("broker");
        for (int broker = 0; broker < brokers.count(); broker++) {
            brokers.kill(broker);
        }
        meanwhile.run();
        brokers.start();
        held.remove("broker");
    }

    /** Kills one broker with -9, or ends it with SIGTERM, does something, and starts it again. */
    void brokerDown(int broker, boolean killed, Runnable meanwhile) throws IOException {
        held.add("broker");
        if (killed) {
            brokers.kill(broker);
        } else {
            brokers.end(broker);
        }
        meanwhile.run();
        brokers.start();
        held.remove("broker");
    }

    /**
     * Lets a fault last for so long, and until an alert has come on what was taken in while it lasted, up to three minutes more;
     * complains where none has come.
     */
    void goesOn(Duration time) {
        pause(UNDER_WAY);
        Set<String> before = expected().all();
        pause(time);
        boolean went = await(
                SLOWLY,
                () -> expected().all().stream()
                        .anyMatch(one ->
                                !before.contains(one) && receiver.received().containsKey(one)));
        if (!went) {
            complain("nothing that was taken in while it lasted was alerted on before its end");
        }
    }

    /**
     * Lets a fault last for so long, and until everybody whom it keeps from work has said so, up to a minute more.
     *
     * @param throughout whether none of them can work again, not for a moment, before this returns
     */
    void cannotWork(List<Instance> stopped, Duration time, boolean throughout) {
        long begin = System.nanoTime();
        pause(time);
        await(NOTICE, () -> stopped.stream().allMatch(role -> health.refused(role, begin)));
        outage = new Outage(stopped, throughout, begin, System.nanoTime());
    }

    /** Who could not work in the last fault, which this forgets. */
    Outage takeOutage() {
        Outage last = outage;
        outage = Outage.NONE;
        return last;
    }

    /** The clock of the roles. */
    FakeClock clock() {
        return Objects.requireNonNull(clock, "the clocks are none that can be set");
    }

    /** Keeps that something was answered as it must not be. */
    void complain(String what) {
        complaints.add(what);
    }

    /** What was complained of since this was last asked. */
    List<String> complaints() {
        List<String> all = new ArrayList<>();
        for (String one = complaints.poll(); one != null; one = complaints.poll()) {
            all.add(one);
        }
        return all;
    }

    /** The disk of a broker. */
    SmallDisk disk(int broker) {
        return disks.get(broker);
    }

    /** Whether what had been read has been read again, so that a match may have been decided on more than once. */
    boolean readAgain() {
        return readAgain;
    }

    /** Lets the roles read everything again: kills them, does something, and lets them start. */
    void readAgain(Runnable work) {
        withoutRoles(work);
        readAgain = true;
    }

    /** Kills all roles, does something, and lets them start again. */
    private void withoutRoles(Runnable work) {
        roles.forEach(role -> held.add(role.name()));
        roles.forEach(Instance::kill);
        work.run();
        held.removeIf(name -> !"broker".equals(name));
    }

    /** Waits until a condition holds; whether it came to hold in time. */
    static boolean await(Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(100_000_000);
        }
        return true;
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        // else it would start again what is ended below
        LockSupport.unpark(patrol);
        try {
            if (patrol.isAlive()) {
                patrol.join(Duration.ofMinutes(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        load.close();
        health.close();
        roles.forEach(Instance::close);
        brokers.close();
        for (SmallDisk disk : disks) {
            disk.close();
        }
        receiver.close();
        for (List<Proxy> before : proxies) {
            for (Proxy proxy : before) {
                proxy.close();
            }
        }
    }
}
