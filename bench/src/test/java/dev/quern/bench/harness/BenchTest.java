package dev.quern.bench.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  private static final String HOME = "quern.bench";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  @TempDir private Path home;

  @BeforeEach
  void setHome() {
    System.setProperty(HOME, home.toString());
  }

  @AfterEach
  void clearHome() {
    System.clearProperty(HOME);
  }

  @Test
  void theLastLineIsTheRatio() throws IOException {
    int status = run(suite(1, 1), "--rounds", "3", "--warmup", "0");

    assertThat(status).isZero();
    assertThat(lastLine()).isEqualTo("toy geomean 0.500 worst scan 0.500");
    try (Stream<Path> results = Files.list(home.resolve("results"))) {
      assertThat(results)
          .singleElement()
          .satisfies(file -> assertThat(Files.readAllLines(file)).hasSize(2));
    }
  }

  @Test
  void aWrongAnswerFailsTheSuite() {
    int status = run(suite(1, 2), "--warmup", "0");

    assertThat(status).isEqualTo(1);
    assertThat(text()).contains("FAULT in scan: quern and duckdb disagree: row 0: [1], and [2]");
    assertThat(lastLine()).isEqualTo("toy FAILED: 1 faults, see above");
  }

  @Test
  void aWrongCallSaysWhatIsWrong() {
    assertThat(run(suite(1, 1), "--rounds", "none")).isEqualTo(2);
    assertThat(lastLine()).isEqualTo("--rounds needs a number, not none");
    assertThat(run(suite(1, 1), "--scale", "huge")).isEqualTo(2);
    assertThat(lastLine()).isEqualTo("--scale is tiny or full, not huge");
    assertThat(run(suite(1, 1), "--quick")).isEqualTo(2);
    assertThat(lastLine()).isEqualTo("--quick needs a value, or is not known");
  }

  @Test
  void whatASuiteOwnsIsClosedInTheEnd() {
    boolean[] closed = {false};
    CaseSuite suite = suite(1, 1);

    run(
        new CaseSuite() {
          @Override
          public String name() {
            return suite.name();
          }

          @Override
          public List<Case> cases(Setting setting) throws Exception {
            setting.own(() -> closed[0] = true);
            throw new IllegalStateException("no data");
          }
        });

    assertThat(closed[0]).isTrue();
    assertThat(text()).contains("no data");
  }

  private int run(Suite suite, String... arguments) {
    return Bench.run(suite, Progress.silent(), new PrintStream(printed, true, UTF_8), arguments);
  }

  private String text() {
    return printed.toString(UTF_8);
  }

  private String lastLine() {
    return text().lines().toList().getLast();
  }

  private static CaseSuite suite(long ours, long theirs) {
    return new CaseSuite() {
      @Override
      public String name() {
        return "toy";
      }

      @Override
      public List<Case> cases(Setting setting) {
        return List.of(
            Case.of(
                "scan",
                1,
                "rows",
                contender("quern", 500, ours),
                contender("duckdb", 1000, theirs)));
      }
    };
  }

  private static Contender contender(String name, long nanos, long answer) {
    return new Contender.Present(name, () -> Lap.of(nanos, Answer.of(answer)));
  }
}
