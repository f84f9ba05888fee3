package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Slice;
import dev.quern.engine.plan.Rule;
import java.util.List;

/** Makes a top-n of a limit or slice over a sort, and one limit of two. */
final class LimitSortMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (node instanceof Slice slice
        && slice.input() instanceof FramePlan.Sort sort
        && slice.offset() >= 0
        && slice.offset() + slice.count() < sort.limit()) {
      long most = slice.offset() + slice.count();
      return slice.withChildren(
          List.of(new FramePlan.Sort(sort.input(), sort.order(), most, sort.where())));
    }
    if (!(node instanceof FramePlan.Limit limit)) {
      return node;
    }
    if (limit.input() instanceof FramePlan.Sort sort) {
      return new FramePlan.Sort(
          sort.input(), sort.order(), Math.min(sort.limit(), limit.count()), sort.where());
    }
    if (limit.input() instanceof FramePlan.Limit inner) {
      return new FramePlan.Limit(
          inner.input(), Math.min(inner.count(), limit.count()), limit.where());
    }
    return node;
  }
}
