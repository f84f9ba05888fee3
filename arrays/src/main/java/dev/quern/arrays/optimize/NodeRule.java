package dev.quern.arrays.optimize;

import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.PlanOrder;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A rule that looks at one node at a time, inputs before the nodes that read them. A node that is
 * read by several others is rewritten once and stays shared.
 */
abstract class NodeRule implements Rule<ArrayPlan> {

  /** Who reads which node, as far as a rewrite needs to know. */
  @FunctionalInterface
  interface Readers {

    /** Whether the node being rewritten is the only one that reads {@code child}, its input. */
    boolean isOnlyReaderOf(ArrayPlan child);
  }

  /** The node rewritten, or the very same instance when the rule does not apply to it. */
  abstract ArrayPlan rewrite(ArrayPlan node, Readers readers);

  @Override
  @SuppressWarnings("ReferenceEquality") // nodes are told apart by identity
  public final ArrayPlan apply(ArrayPlan root) {
    List<ArrayPlan> order = PlanOrder.of(root);
    IdentityHashMap<ArrayPlan, Integer> readers = PlanOrder.readers(order);
    IdentityHashMap<ArrayPlan, ArrayPlan> rewritten = new IdentityHashMap<>();
    for (ArrayPlan old : order) {
      List<ArrayPlan> children = new ArrayList<>();
      boolean changed = false;
      for (ArrayPlan child : old.children()) {
        ArrayPlan other = rewritten.getOrDefault(child, child);
        changed |= other != child;
        children.add(other);
      }
      ArrayPlan node = changed ? old.withChildren(children) : old;
      List<ArrayPlan> before = old.children();
      rewritten.put(
          old,
          rewrite(
              node,
              child -> {
                // Two inputs may have become one.
                for (int i = 0; i < children.size(); i++) {
                  if (children.get(i) == child && readers.getOrDefault(before.get(i), 0) != 1) {
                    return false;
                  }
                }
                return true;
              }));
    }
    return rewritten.getOrDefault(root, root);
  }
}
