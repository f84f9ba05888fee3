package dev.quern.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Contender NOBODY = new Contender.Absent("nobody", "not asked");

  @Test
  void theTableHasALineForEachContender() {
    CaseResult scan =
        new CaseResult(
            Case.of("scan", 1000, "rows", NOBODY),
            timing("quern", 2_000_000),
            List.of(timing("duckdb", 4_000_000), Timing.absent("polars", "no QUERN_PYTHON")),
            List.of());

    assertThat(Report.table(List.of(scan)))
        .isEqualTo(
            """
            case  engine  cold ms  warm ms  min ms           rate  ours/theirs
            scan  quern     9.000    2.000   2.000  500000 rows/s
                  duckdb    9.000    4.000   4.000  250000 rows/s        0.500
                  polars           no QUERN_PYTHON
            """);
  }

  @Test
  void theLastLineIsOverTheCasesThatCount() {
    CaseResult slower = result("a slow one", 4_000_000, 2_000_000);
    CaseResult faster = result("fast", 1_000_000, 2_000_000);
    CaseResult other = result("raw", 9_000_000, 1_000_000);
    CaseResult uncounted =
        new CaseResult(other.of().uncounted(), other.quern(), other.peers(), List.of());

    assertThat(Report.summary("csv", List.of(slower, faster, uncounted)))
        .isEqualTo("csv geomean 1.000 worst a-slow-one 2.000");
    assertThat(Report.summary("csv", List.of(uncounted))).isEqualTo("csv geomean - worst - -");
  }

  @Test
  void theRatioIsToTheFastestPeer() {
    CaseResult result =
        new CaseResult(
            Case.of("scan", 1, "", NOBODY),
            timing("quern", 3_000_000),
            List.of(timing("polars", 6_000_000), timing("duckdb", 2_000_000)),
            List.of());

    assertThat(result.ratio()).hasValue(1.5);
  }

  @Test
  void aCaseWithAFaultHasNoRatio() {
    CaseResult right = result("scan", 1_000_000, 2_000_000);
    CaseResult wrong = new CaseResult(right.of(), right.quern(), right.peers(), List.of("differs"));

    assertThat(wrong.ratio()).isEmpty();
  }

  @Test
  void jsonHasALineForEachContender() {
    List<String> lines =
        JsonLines.of(
            "csv",
            "2026-01-02T03:04:05",
            Options.parse(),
            List.of(result("a \"b\"", 1_000_000, 2_000_000)));

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("{\"suite\":\"csv\",\"time\":\"2026-01-02T03:04:05\",\"threads\":2,")
        .contains("\"case\":\"a \\\"b\\\"\"", "\"warm_ms\":[1.0000]", "\"median_ms\":1.0000");
  }

  private static CaseResult result(String name, long ours, long theirs) {
    return new CaseResult(
        Case.of(name, 1, "", NOBODY),
        timing("quern", ours),
        List.of(timing("duckdb", theirs)),
        List.of());
  }

  private static Timing timing(String contender, long nanos) {
    return new Timing(contender, 9_000_000, List.of(nanos), false, "");
  }
}
