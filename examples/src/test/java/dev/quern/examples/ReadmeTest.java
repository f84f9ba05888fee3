package dev.quern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's examples are classes here, and print what the README says. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theReadmeShowsFrames() throws IOException {
    assertThat(block("Example", "java").strip()).isEqualTo(body("Quickstart"));
    String data = ROOT.resolve("examples/data/flights-3m.parquet").toString();
    assertThat(printed(() -> Quickstart.main(data))).isEqualTo(block("Example", "text"));
  }

  @Test
  void theReadmeShowsTasks() throws IOException {
    assertThat(block("Tasks", "java").strip()).isEqualTo(body("TaskTour"));
    assertThat(printed(TaskTour::main)).isEqualTo(block("Tasks", "text"));
  }

  private static String body(String example) throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/dev/quern/examples/" + example + ".java"));
    return source
        .substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end"))
        .stripTrailing()
        .stripIndent();
  }

  private static String printed(Runnable example) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      example.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** The first block of {@code language} behind {@code heading}. */
  private static String block(String heading, String language) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher matcher =
        Pattern.compile("## " + heading + "\n.*?```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(readme);
    assertThat(matcher.find()).as("a block of %s in README.md", language).isTrue();
    return matcher.group(1);
  }
}
