package dev.quern.arrays.optimize;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.ArrayExprs;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlan.Elementwise;
import dev.quern.arrays.plan.ArrayPlan.Reduce;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Computes an expression within the expression or reduction that alone reads it.
 *
 * <pre>
 *   sum of a                     sum of ((a * b) + c)
 *     (a + b)             -&gt;       x
 *       (a * b)                    y
 *         x                        z
 *         y
 *       z
 * </pre>
 *
 * <p>Only at equal grids: an expression that is broadcast afterwards would be computed once for
 * each repetition.
 */
final class ElementwiseFuse extends NodeRule {
  /** A longer expression gains nothing more: its registers would fill the cache. */
  private static final int MOST_NODES = 64;

  @Override
  ArrayPlan rewrite(ArrayPlan node, Readers readers) {
    return switch (node) {
      case Elementwise e -> {
        Fused fused = fuse(e.expr(), e.children(), e.grid(), readers);
        yield fused.changed ? new Elementwise(fused.expr, fused.inputs, e.grid(), e.where()) : node;
      }
      case Reduce r -> {
        Fused fused = fuse(r.expr(), r.children(), r.inputGrid(), readers);
        yield fused.changed
            ? new Reduce(
                r.reduction(), fused.expr, fused.inputs, r.inputGrid(), r.grid(), r.where())
            : node;
      }
      case ArrayPlan.Source _,
          ArrayPlan.Chunks _,
          ArrayPlan.Slice _,
          ArrayPlan.Take _,
          ArrayPlan.Transpose _,
          ArrayPlan.Reshape _,
          ArrayPlan.Concatenate _,
          ArrayPlan.Rechunk _,
          ArrayPlan.MatMul _ ->
          node;
    };
  }

  private record Fused(ArrayExpr expr, List<ArrayPlan> inputs, boolean changed) {}

  private static Fused fuse(
      ArrayExpr expr, List<ArrayPlan> children, ChunkGrid grid, Readers readers) {
    long nodes = ArrayExprs.treeSize(expr);
    List<ArrayPlan> inputs = new ArrayList<>();
    IdentityHashMap<ArrayPlan, Integer> numbers = new IdentityHashMap<>();
    List<ArrayExpr> replacements = new ArrayList<>();
    boolean changed = false;
    for (ArrayPlan child : children) {
      if (child instanceof Elementwise inner
          && inner.grid().equals(grid)
          && readers.isOnlyReaderOf(child)
          && nodes + ArrayExprs.treeSize(inner.expr()) <= MOST_NODES) {
        List<ArrayExpr> leaves = new ArrayList<>();
        for (ArrayPlan leaf : inner.children()) {
          leaves.add(input(leaf, inputs, numbers));
        }
        replacements.add(ArrayExprs.substitute(inner.expr(), leaves));
        nodes += ArrayExprs.treeSize(inner.expr());
        changed = true;
      } else {
        replacements.add(input(child, inputs, numbers));
      }
    }
    return new Fused(ArrayExprs.substitute(expr, replacements), inputs, changed);
  }

  private static Input input(
      ArrayPlan plan, List<ArrayPlan> inputs, IdentityHashMap<ArrayPlan, Integer> numbers) {
    int number =
        numbers.computeIfAbsent(
            plan,
            added -> {
              inputs.add(added);
              return inputs.size() - 1;
            });
    return new Input(number, plan.dtype());
  }
}
