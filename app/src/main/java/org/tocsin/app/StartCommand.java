package org.tocsin.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tocsin.runtime.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs until stopped. */
@Command(name = "start", mixinStandardHelpOptions = true, description = "Run the pipeline until Ctrl-C or SIGTERM.")
final class StartCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.settings();
        AllInOne running = AllInOne.start(settings);
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.close();
            stop.countDown();
        }));
        System.err.printf(
                "Tocsin runs. Page and API: %s://%s:%d  Log: %s%n",
                settings.tls().on() ? "https" : "http",
                settings.site().host(),
                running.port(),
                running.kafka().bootstrap());
        while (!stop.await(1, TimeUnit.SECONDS)) {
            if (!running.trouble().isEmpty()) {
                System.err.println("tocsin: a stage has stopped: " + running.trouble());
                return Main.FAILED;
            }
        }
        return Main.OK;
    }
}
