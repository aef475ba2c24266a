package org.tocsin.app.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.app.crash.Expectations;
import org.tocsin.app.crash.Instance;
import org.tocsin.app.crash.Receiver;
import org.tocsin.app.crash.Wire;
import org.tocsin.runtime.EmbeddedBroker;
import org.tocsin.runtime.KafkaSettings;

/**
 * A broker, the roles in processes of their own behind a proxy each, and someone who starts again what has ended by itself, as
 * systemd or Kubernetes do.
 */
public final class World implements AutoCloseable {
    private static final List<String> APART = List.of("ingest", "enrich", "alerts", "dashboard");
    private static final long PATROL_NANOS = 500_000_000;

    private final Path directory;
    private final BrokerProcess broker;
    private final @Nullable SmallDisk disk;
    private final int port;
    private final List<Proxy> proxies = new ArrayList<>();
    private final List<Instance> roles = new ArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final HealthWatch health;
    private final Load load;
    private final Receiver receiver;
    private final Thread patrol = Thread.ofPlatform().name("patrol").daemon().unstarted(this::patrol);
    private volatile boolean closed;
    private volatile boolean readAgain;
    private final AtomicInteger restarts = new AtomicInteger();

    /**
     * One that is not started yet, and is to be closed in any case.
     *
     * @param together whether all roles are one process
     * @param small whether the broker's disk is one that can be filled
     */
    public World(Path directory, boolean together, boolean small, long seed) throws IOException, InterruptedException {
        this.directory = directory;
        Files.writeString(directory.resolve("tocsin.yaml"), "allow-private: 127.0.0.0/8\n");
        List<String> names = together ? List.of("all") : APART;
        List<EmbeddedBroker.Door> doors = new ArrayList<>();
        for (int i = 0; i <= names.size(); i++) {
            int door = freePort();
            Proxy proxy = new Proxy(door);
            proxies.add(proxy);
            doors.add(new EmbeddedBroker.Door(door, proxy.port()));
        }
        port = proxies.removeLast().port();
        Path log = Files.createDirectories(directory.resolve("broker"));
        disk = small ? SmallDisk.mount(log) : null;
        broker = new BrokerProcess(log, doors);
        for (int i = 0; i < names.size(); i++) {
            String role = together ? String.join(",", APART) : names.get(i);
            String bootstrap = "127.0.0.1:" + proxies.get(i).port();
            roles.add(new Instance(directory, names.get(i), "--roles", role, "--bootstrap", bootstrap));
        }
        receiver = new Receiver(seed, 0);
        health = new HealthWatch(roles);
        load = new Load(new Wire(seed), roles.getFirst(), together ? roles.getFirst() : roles.get(2));
    }

    /** Starts everything and makes the subscriptions. */
    public void start() throws IOException {
        broker.start();
        for (Instance role : roles) {
            role.start();
        }
        patrol.start();
        load.start(receiver);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void patrol() {
        while (!closed) {
            LockSupport.parkNanos(PATROL_NANOS);
            if (closed) {
                return;
            }
            try {
                if (!broker.alive() && !held.contains("broker")) {
                    restarts.incrementAndGet();
                    broker.start();
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

    List<Proxy> proxies() {
        return proxies;
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
        return new KafkaSettings("127.0.0.1:" + port);
    }

    /** How often something that had ended was started again. */
    public int restarts() {
        return restarts.get();
    }

    public Expectations expected() {
        return load.expected();
    }

    public Receiver receiver() {
        return receiver;
    }

    /** Kills the broker with -9 and leaves it down for so long. */
    void brokerDown(Duration time) throws IOException {
        held.add("broker");
        broker.kill();
        pause(time);
        broker.start();
        held.remove("broker");
    }

    /** Fills the broker's disk for so long. */
    void diskFull(Duration time) throws IOException {
        SmallDisk full = Objects.requireNonNull(disk, "the disk is none that can be filled");
        full.fill();
        pause(time);
        full.free();
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
            patrol.join(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        load.close();
        health.close();
        roles.forEach(Instance::close);
        broker.close();
        if (disk != null) {
            disk.close();
        }
        receiver.close();
        for (Proxy proxy : proxies) {
            proxy.close();
        }
    }
}
