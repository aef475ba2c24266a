package org.tocsin.app;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    @Test
    void stagesMeetOnlyInTopics() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.tocsin");
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
