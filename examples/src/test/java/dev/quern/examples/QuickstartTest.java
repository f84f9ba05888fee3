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

/** The README's example is the class {@link Quickstart}, and prints what the README says. */
class QuickstartTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theReadmeShowsTheCode() throws IOException {
    String source =
        Files.readString(ROOT.resolve("examples/src/main/java/dev/quern/examples/Quickstart.java"));
    String body =
        source
            .substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end"))
            .stripTrailing()
            .stripIndent();
    assertThat(block("java").strip()).isEqualTo(body);
  }

  @Test
  void theReadmeShowsTheOutput() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      Quickstart.main(ROOT.resolve("examples/data/flights-3m.parquet").toString());
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(block("text"));
  }

  /** The first block of {@code language} behind the heading "Example". */
  private static String block(String language) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher matcher =
        Pattern.compile("## Example.*?```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(readme);
    assertThat(matcher.find()).as("a block of %s in README.md", language).isTrue();
    return matcher.group(1);
  }
}
