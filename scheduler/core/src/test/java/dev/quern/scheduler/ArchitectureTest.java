package dev.quern.scheduler;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses SCHEDULER = ArchitectureRules.classesOf("dev.quern.scheduler");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(SCHEDULER);
  }

  /** Running a graph needs no Arrow: whatever is a chunk can be scheduled, and so simulated. */
  @Test
  void localSeesOnlyGraphsAndBareChunks() {
    ArchitectureRules.usesOnly(
            "dev.quern.scheduler.local..",
            "dev.quern.engine..",
            resideInAnyPackage("dev.quern.engine", "dev.quern.engine.graph..")
                .or(name("dev.quern.engine.chunk.Chunk")))
        .check(SCHEDULER);
  }

  /** Whoever runs a session needs neither the simulator nor JUnit. */
  @Test
  void nobodyNeedsTheSimulatorOrJUnit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.quern.scheduler.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.quern.scheduler.sim..")
        .check(SCHEDULER);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.quern.scheduler.sim.junit")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.junit..")
        .check(SCHEDULER);
  }
}
