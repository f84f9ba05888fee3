package dev.quern.bench.spark;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses BENCH =
      ArchitectureRules.classesOf("dev.quern.bench.spark").as("the suites on Spark");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(BENCH);
  }
}
