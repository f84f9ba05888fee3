package dev.quern.engine.plan;

import java.util.function.Function;

/** Plans as indented text, a node a line, inputs below what reads them. */
public final class Explain {
  private Explain() {}

  /**
   * The plan with the labels of its nodes:
   *
   * <pre>
   * limit 10
   *   aggregate by origin: count() as n
   *     filter delay > 15
   *       scan parquet flights.parquet
   * </pre>
   */
  public static <P extends Plan<P>> String text(P plan) {
    return text(plan, Plan::label);
  }

  /** The plan with other words for its nodes. */
  public static <P extends Plan<P>> String text(P plan, Function<P, String> line) {
    StringBuilder text = new StringBuilder();
    append(text, plan, line, 0);
    return text.toString();
  }

  private static <P extends Plan<P>> void append(
      StringBuilder text, P plan, Function<P, String> line, int depth) {
    text.append("  ".repeat(depth)).append(line.apply(plan)).append('\n');
    for (P child : plan.children()) {
      append(text, child, line, depth + 1);
    }
  }
}
