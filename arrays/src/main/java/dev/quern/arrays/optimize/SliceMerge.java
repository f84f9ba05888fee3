package dev.quern.arrays.optimize;

import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlan.Slice;
import dev.quern.arrays.plan.ArrayPlans;
import java.util.ArrayList;
import java.util.List;

/** Takes a slice of a slice from the array itself: {@code x[10:20][::2]} is {@code x[10:20:2]}. */
final class SliceMerge extends NodeRule {

  @Override
  ArrayPlan rewrite(ArrayPlan node, Readers readers) {
    if (!(node instanceof Slice outer) || !(outer.child() instanceof Slice inner)) {
      return node;
    }
    List<AxisSlice> merged = new ArrayList<>();
    int axis = 0;
    for (AxisSlice slice : inner.slices()) {
      merged.add(slice.drop() ? slice : slice.then(outer.slices().get(axis++)));
    }
    return ArrayPlans.slice(inner.child(), merged, outer.where());
  }
}
