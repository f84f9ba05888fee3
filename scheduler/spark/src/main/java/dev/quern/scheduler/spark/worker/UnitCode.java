package dev.quern.scheduler.spark.worker;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import java.io.Serializable;
import java.util.List;

/**
 * The tasks of a unit as they travel.
 *
 * @param steps the tasks in order
 * @param results where the unit's results come from, as inputs do
 */
public record UnitCode(List<Step> steps, List<Integer> results) implements Serializable {
  /** An input that nobody looks at. */
  public static final int NOTHING = Integer.MIN_VALUE;

  /**
   * One task.
   *
   * @param inputs where its inputs come from: the number of what the unit reads, or of a step
   *     before, which {@link #step} marks; or {@link #NOTHING}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Step(Key key, Operator operator, Origin origin, int[] inputs)
      implements Serializable {}

  /** Copies the lists. */
  public UnitCode {
    steps = List.copyOf(steps);
    results = List.copyOf(results);
  }

  /** The number of the first step that was made from {@code origin}; 0 when there is none. */
  int stepOf(Origin origin) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).origin().equals(origin)) {
        return i;
      }
    }
    return 0;
  }

  /** An input that is the result of step {@code number}. */
  public static int step(int number) {
    return ~number;
  }
}
