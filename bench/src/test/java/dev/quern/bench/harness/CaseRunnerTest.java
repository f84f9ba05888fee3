package dev.quern.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseRunnerTest {
  private final List<String> order = new ArrayList<>();
  private final CaseRunner runner =
      new CaseRunner(Options.parse("--rounds", "3", "--warmup", "0"), Progress.silent());

  @Test
  void contendersRunInTurnAndBeginInTurn() {
    CaseResult result = runner.run(Case.of("scan", 1, "", contender("a", 7), contender("b", 7)));

    assertThat(order).containsExactly("a", "b", "a", "b", "b", "a", "a", "b");
    assertThat(result.faults()).isEmpty();
    assertThat(result.quern().warm()).hasSize(3);
  }

  @Test
  void theFirstRunIsCold() {
    long[] nanos = {50, 3, 1, 2};
    int[] next = {0};
    Contender slow = new Contender.Present("quern", () -> Lap.of(nanos[next[0]++], Answer.of(1L)));

    Timing timing = runner.run(Case.of("scan", 1, "", slow)).quern();

    assertThat(timing.cold()).isEqualTo(50);
    assertThat(timing.median()).hasValue(2);
    assertThat(timing.min()).hasValue(1);
  }

  @Test
  void answersThatDifferAreAFault() {
    CaseResult result = runner.run(Case.of("scan", 1, "", contender("a", 7), contender("b", 8)));

    assertThat(result.faults()).containsExactly("a and b disagree: row 0: [7], and [8]");
    assertThat(result.ratio()).isEmpty();
  }

  @Test
  void aContenderThatThrowsIsAFault() {
    Contender broken =
        new Contender.Present(
            "b",
            () -> {
              throw new IllegalStateException("out of order");
            });

    CaseResult result = runner.run(Case.of("scan", 1, "", contender("a", 7), broken));

    assertThat(result.faults()).singleElement().asString().contains("out of order");
  }

  @Test
  void anAbsentContenderSaysWhy() {
    Contender absent = new Contender.Absent("b", "no QUERN_PYTHON");

    CaseResult result = runner.run(Case.of("scan", 1, "", contender("a", 7), absent));

    assertThat(result.peers()).singleElement().returns("no QUERN_PYTHON", Timing::remark);
    assertThat(result.ratio()).isEmpty();
  }

  private Contender contender(String name, long answer) {
    return new Contender.Present(
        name,
        () -> {
          order.add(name);
          return Lap.of(1, Answer.of(answer));
        });
  }
}
