package dev.quern.examples;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses EXAMPLES = ArchitectureRules.classesOf("dev.quern.examples");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(EXAMPLES);
  }
}
