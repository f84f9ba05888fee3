package dev.quern.bench.harness;

import java.time.Duration;
import java.util.List;

/** A time that was aimed for, in the place of a peer: ratios are to it. */
public final class Goal {
  private static final Contender NOBODY = new Contender.Absent("goal", "");

  private Goal() {}

  /**
   * The result of {@code name}, whose first run took {@code cold} and whose others {@code warm}.
   */
  public static CaseResult result(String name, long cold, List<Long> warm, Duration goal) {
    Timing aimed = new Timing("goal", 0, List.of(goal.toNanos()), false, "");
    return new CaseResult(
        Case.of(name, 1, "", NOBODY),
        new Timing("quern", cold, warm, false, ""),
        List.of(aimed),
        List.of());
  }

  /** The result of something that is not there, and why. */
  public static CaseResult absent(String name, String reason) {
    return new CaseResult(
        Case.of(name, 1, "", NOBODY), Timing.absent("quern", reason), List.of(), List.of());
  }
}
