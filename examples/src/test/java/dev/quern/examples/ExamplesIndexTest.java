package dev.quern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.quern.engine.ArchitectureRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list that {@code examples/run} prints and starts from. */
final class ExamplesIndexTest {
  @Test
  void namesEveryProgramOnceAndNothingElse() throws IOException {
    List<String> programs =
        ArchitectureRules.classesOf("dev.quern.examples").stream()
            .filter(type -> type.tryGetMethod("main", String[].class).isPresent())
            .map(JavaClass::getSimpleName)
            .toList();
    assertThat(index()).extracting(line -> line[1]).containsExactlyInAnyOrderElementsOf(programs);
    assertThat(index()).extracting(line -> line[0]).doesNotHaveDuplicates();
    assertThat(index()).allSatisfy(line -> assertThat(line).hasSize(3));
  }

  private static List<String[]> index() throws IOException {
    return Files.readAllLines(Path.of("EXAMPLES")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 3))
        .toList();
  }
}
