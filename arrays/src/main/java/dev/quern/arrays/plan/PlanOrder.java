package dev.quern.arrays.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/** The nodes of a plan, each once, inputs before the nodes that read them. */
public final class PlanOrder {
  private PlanOrder() {}

  /** All nodes that {@code root} is made from, itself last. No recursion: plans may be deep. */
  public static List<ArrayPlan> of(ArrayPlan root) {
    List<ArrayPlan> order = new ArrayList<>();
    IdentityHashMap<ArrayPlan, Boolean> entered = new IdentityHashMap<>();
    Deque<Visit> stack = new ArrayDeque<>();
    entered.put(root, true);
    stack.push(new Visit(root));
    while (!stack.isEmpty()) {
      Visit visit = stack.peek();
      if (visit.next == visit.children.size()) {
        order.add(visit.plan);
        stack.pop();
        continue;
      }
      ArrayPlan child = visit.children.get(visit.next++);
      if (entered.put(child, true) == null) {
        stack.push(new Visit(child));
      }
    }
    return order;
  }

  /**
   * How many nodes below {@code root} read each node; an input read twice by one node counts once.
   */
  public static IdentityHashMap<ArrayPlan, Integer> readers(List<ArrayPlan> order) {
    IdentityHashMap<ArrayPlan, Integer> readers = new IdentityHashMap<>();
    for (ArrayPlan plan : order) {
      IdentityHashMap<ArrayPlan, Boolean> counted = new IdentityHashMap<>();
      for (ArrayPlan child : plan.children()) {
        if (counted.put(child, true) == null) {
          readers.merge(child, 1, Integer::sum);
        }
      }
    }
    return readers;
  }

  private static final class Visit {
    final ArrayPlan plan;
    final List<ArrayPlan> children;
    int next;

    Visit(ArrayPlan plan) {
      this.plan = plan;
      this.children = plan.children();
    }
  }
}
