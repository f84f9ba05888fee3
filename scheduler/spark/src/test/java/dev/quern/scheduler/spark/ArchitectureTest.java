package dev.quern.scheduler.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses SPARK = ArchitectureRules.classesOf("dev.quern.scheduler.spark");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(SPARK);
  }

  /** How a graph is cut and what a worker does can be tested without a cluster. */
  @Test
  void layersAndWorkersDoNotKnowSpark() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.quern.scheduler.spark.layer..", "dev.quern.scheduler.spark.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(SPARK);
  }
}
