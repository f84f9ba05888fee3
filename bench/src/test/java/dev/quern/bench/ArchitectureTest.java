package dev.quern.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.quern.engine.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  // What JMH generates follows rules of its own.
  private static final JavaClasses BENCH =
      ArchitectureRules.classesOf("dev.quern.bench")
          .that(not(resideInAPackage("..jmh_generated..")));

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(BENCH);
  }
}
