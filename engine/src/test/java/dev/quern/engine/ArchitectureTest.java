package dev.quern.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.util.concurrent.Executor;
import jdk.incubator.vector.IntVector;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses ENGINE = ArchitectureRules.classesOf("dev.quern.engine");

  @Test
  void followsTheCommonRules() {
    ArchitectureRules.checkCommon(ENGINE);
  }

  @Test
  void startsNoThreadAndOpensNoSocket() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(Executor.class).or(assignableTo(Socket.class)).as("run or connect"))
        .orShould()
        .callMethod(Thread.class, "start")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .check(ENGINE);
  }

  @Test
  void rulesSeeWhatTheyForbid() {
    assertForbidden(Allocates.class, "java.lang.foreign.Arena");
    assertForbidden(Reinterprets.class, "reinterpret");
    assertThatThrownBy(
            () -> ArchitectureRules.vectorApiOnlyInSimdKernels().check(only(Vectorises.class)))
        .hasMessageContaining("IntVector");
    assertThatCode(() -> ArchitectureRules.addressesOnlyInMemory().check(only(Slices.class)))
        .doesNotThrowAnyException();
  }

  private static void assertForbidden(Class<?> type, String naming) {
    assertThatThrownBy(() -> ArchitectureRules.addressesOnlyInMemory().check(only(type)))
        .hasMessageContaining(naming);
  }

  private static JavaClasses only(Class<?> type) {
    return new ClassFileImporter().importClasses(type);
  }

  static final class Allocates {
    static MemorySegment bytes() {
      return Arena.global().allocate(8);
    }
  }

  static final class Reinterprets {
    static MemorySegment widen(MemorySegment segment) {
      return segment.reinterpret(16);
    }
  }

  static final class Slices {
    static MemorySegment half(MemorySegment segment) {
      return segment.asSlice(0, segment.byteSize() / 2);
    }
  }

  static final class Vectorises {
    static int sum(IntVector vector) {
      return vector.lane(0);
    }
  }
}
