package dev.quern.arrays.optimize;

import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlan.Rechunk;
import dev.quern.arrays.plan.ArrayPlan.Source;
import dev.quern.arrays.plan.ArrayPlans;

/**
 * Cuts once: of two rechunkings only the last one stays, one to the grid that is there already
 * vanishes, and a source is cut at once as it is wanted, when nobody else wants it otherwise.
 */
final class RechunkMerge extends NodeRule {

  @Override
  ArrayPlan rewrite(ArrayPlan node, Readers readers) {
    if (!(node instanceof Rechunk rechunk)) {
      return node;
    }
    ArrayPlan child = rechunk.child();
    if (child.grid().equals(rechunk.grid())) {
      return child;
    }
    if (child instanceof Rechunk inner) {
      return ArrayPlans.rechunk(inner.child(), rechunk.grid(), rechunk.where());
    }
    if (child instanceof Source source && readers.isOnlyReaderOf(source)) {
      return new Source(source.source(), rechunk.grid(), source.where());
    }
    return node;
  }
}
