package dev.quern.arrays.optimize;

import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlan.Elementwise;
import dev.quern.arrays.plan.ArrayPlan.Slice;
import dev.quern.arrays.plan.ArrayPlans;
import java.util.ArrayList;
import java.util.List;

/**
 * Slices the inputs of an expression instead of its result, so that only the elements wanted are
 * computed. An axis that is broadcast stays as it is, or vanishes with the result's.
 */
final class SliceElementwisePush extends NodeRule {

  @Override
  ArrayPlan rewrite(ArrayPlan node, Readers readers) {
    if (!(node instanceof Slice slice)
        || !(slice.child() instanceof Elementwise expression)
        || !readers.isOnlyReaderOf(expression)) {
      return node;
    }
    int rank = expression.shape().rank();
    List<ArrayPlan> inputs = new ArrayList<>();
    for (ArrayPlan input : expression.children()) {
      int own = input.shape().rank();
      List<AxisSlice> slices = new ArrayList<>();
      for (int axis = 0; axis < own; axis++) {
        AxisSlice wanted = slice.slices().get(rank - own + axis);
        boolean repeated =
            input.shape().length(axis) == 1 && expression.shape().length(rank - own + axis) != 1;
        slices.add(repeated ? new AxisSlice(0, 1, 1, wanted.drop()) : wanted);
      }
      inputs.add(ArrayPlans.slice(input, slices, slice.where()));
    }
    return new Elementwise(expression.expr(), inputs, slice.grid(), slice.where());
  }
}
