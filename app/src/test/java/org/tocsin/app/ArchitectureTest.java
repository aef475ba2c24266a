package org.tocsin.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.alerts.decide.Limits;

final class ArchitectureTest {
    private static final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tocsin");

    @Test
    void onlyTheGuardedClientTalksToTheOutside() {
        DescribedPredicate<JavaClass> sockets = resideInAnyPackage("java.net.http..", "javax.net..", "org.apache.hc..")
                .or(belongToAnyOf(
                        Socket.class,
                        DatagramSocket.class,
                        SocketChannel.class,
                        DatagramChannel.class,
                        AsynchronousSocketChannel.class,
                        URLConnection.class,
                        HttpURLConnection.class));
        noClasses()
                .that()
                .resideOutsideOfPackage("org.tocsin.runtime.http..")
                .and()
                // stands between this machine's broker and its roles when faults are tried, and connects to nothing
                // else
                .doNotHaveFullyQualifiedName("org.tocsin.app.fault.Proxy")
                .should()
                .dependOnClassesThat(sockets)
                .orShould()
                .callMethod(URL.class, "openStream")
                .orShould()
                .callMethod(URL.class, "openConnection")
                .because("addresses come from strangers; org.tocsin.runtime.http judges them")
                .check(classes);
    }

    @Test
    void aReplayCanReachNobody() {
        DescribedPredicate<JavaClass> alerting = resideInAnyPackage("org.tocsin.alerts..")
                .and(DescribedPredicate.not(
                        resideInAnyPackage("org.tocsin.alerts.preview..", "org.tocsin.alerts.explain..")))
                .and(DescribedPredicate.not(belongToAnyOf(Limits.class)));
        noClasses()
                .that()
                .resideInAPackage("org.tocsin.replay..")
                .should()
                .dependOnClassesThat(
                        alerting.or(resideInAnyPackage("org.apache.kafka.streams..", "org.tocsin.runtime.http..")))
                .because("what is tried on the past must never send anything")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("org.tocsin.alerts.explain..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "org.apache.kafka.streams..",
                                "org.apache.kafka.clients.producer..",
                                "org.tocsin.runtime.http..")
                        .or(resideInAnyPackage("org.tocsin.alerts..")
                                .and(DescribedPredicate.not(resideInAnyPackage("org.tocsin.alerts.explain..")))))
                .because("replays explain alerts with it")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("org.tocsin.replay..")
                .and()
                .doNotHaveFullyQualifiedName("org.tocsin.replay.Output")
                .and()
                .haveNameNotMatching("org\\.tocsin\\.replay\\.Output\\$.*")
                .and()
                .doNotHaveFullyQualifiedName("org.tocsin.replay.reprocess.Beside")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka.clients.producer.."))
                .because(
                        "only Output writes to topics, and refuses the program's own; Beside knows those beside the live one")
                .check(classes);
    }

    /** Else a topic beside those of the program could be taken for one of them. */
    @Test
    void everyStageNamesTheTopicsThatItReads() {
        DescribedPredicate<JavaMethodCall> byPattern = DescribedPredicate.describe(
                "subscribe to topics by a pattern",
                call -> call.getTargetOwner().getPackageName().startsWith("org.apache.kafka")
                        && call.getTarget().getRawParameterTypes().stream()
                                .anyMatch(type -> type.isEquivalentTo(Pattern.class)));
        noClasses().should().callMethodWhere(byPattern).check(classes);
    }

    @Test
    void stagesMeetOnlyInTopics() {
        assertThat(classes).hasSizeGreaterThan(50);
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("model")
                .definedBy("org.tocsin.model..")
                .layer("query")
                .definedBy("org.tocsin.query..")
                .layer("runtime")
                .definedBy("org.tocsin.runtime..")
                .layer("ingest")
                .definedBy("org.tocsin.ingest..")
                .layer("enrich")
                .definedBy("org.tocsin.enrich..")
                .layer("alerts")
                .definedBy("org.tocsin.alerts..")
                .layer("dashboard")
                .definedBy("org.tocsin.dashboard..")
                .layer("replay")
                .definedBy("org.tocsin.replay..")
                .layer("app")
                .definedBy("org.tocsin.app..")
                .whereLayer("model")
                .mayNotAccessAnyLayer()
                .whereLayer("query")
                .mayOnlyAccessLayers("model")
                .whereLayer("runtime")
                .mayOnlyAccessLayers("model")
                .whereLayer("ingest")
                .mayOnlyAccessLayers("model", "query", "runtime")
                .whereLayer("enrich")
                .mayOnlyAccessLayers("model", "query", "runtime")
                .whereLayer("alerts")
                .mayOnlyAccessLayers("model", "query", "runtime")
                .whereLayer("dashboard")
                .mayOnlyAccessLayers("model", "query", "runtime")
                .whereLayer("replay")
                .mayOnlyAccessLayers("model", "query", "runtime", "enrich", "alerts")
                .check(classes);
    }
}
