package dev.quern.dataframes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses DATAFRAMES = ArchitectureRules.classesOf("dev.quern.dataframes");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(DATAFRAMES);
  }

  /** Dataframes and arrays meet at {@code LazyChunks}. */
  @Test
  void doesNotKnowArrays() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.quern.arrays..")
        .check(DATAFRAMES);
  }
}
