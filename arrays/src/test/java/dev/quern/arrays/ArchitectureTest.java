package dev.quern.arrays;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses ARRAYS = ArchitectureRules.classesOf("dev.quern.arrays");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(ARRAYS);
  }

  /** Arrays and dataframes meet at {@code LazyChunks}. */
  @Test
  void doesNotKnowDataframes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.quern.dataframes..")
        .check(ARRAYS);
  }
}
