package dev.quern.arrays.optimize;

import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.plan.Optimizer;
import java.util.List;

/** The rules for array plans, in the order they are tried. */
public final class ArrayOptimizer {
  private static final Optimizer<ArrayPlan> STANDARD =
      new Optimizer<>(
          List.of(
              new Optimizer.Stage<>(
                  "push down",
                  List.of(new RechunkMerge(), new SliceMerge(), new SliceElementwisePush())),
              new Optimizer.Stage<>("fuse", List.of(new ElementwiseFuse()))),
          ArrayOptimizer::verify);

  private ArrayOptimizer() {}

  /** The optimizer that every computation uses. */
  public static Optimizer<ArrayPlan> standard() {
    return STANDARD;
  }

  private static void verify(ArrayPlan before, ArrayPlan after) {
    if (!before.dtype().equals(after.dtype()) || !before.grid().equals(after.grid())) {
      throw new IllegalStateException(
          "a rule made %s %s of %s %s: %s"
              .formatted(
                  after.dtype(), after.grid(), before.dtype(), before.grid(), after.label()));
    }
  }
}
