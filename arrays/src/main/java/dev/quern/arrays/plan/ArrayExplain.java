package dev.quern.arrays.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Array plans as indented text, inputs below what reads them. A node that several others read is
 * written out once, with a number, and named by it everywhere else.
 */
public final class ArrayExplain {
  private ArrayExplain() {}

  /**
   * The plan with shape, type, chunks and the user's line of each node.
   *
   * <pre>
   * ((a - b) / c)   float64 (1000, 10) in chunks (500, 10) (at Main.java:7)
   *   #1 random normal (0.0, 1.0)   float64 (1000, 10) in chunks (500, 10) (at Main.java:6)
   *   mean over axis 0 of a   float64 (10,) in chunks (10,) (at Main.java:7)
   *     see #1
   * </pre>
   */
  public static String text(ArrayPlan root) {
    List<ArrayPlan> order = PlanOrder.of(root);
    IdentityHashMap<ArrayPlan, Integer> readers = PlanOrder.readers(order);
    IdentityHashMap<ArrayPlan, Integer> numbers = new IdentityHashMap<>();
    StringBuilder text = new StringBuilder();
    Deque<Line> stack = new ArrayDeque<>();
    stack.push(new Line(root, 0));
    while (!stack.isEmpty()) {
      Line line = stack.pop();
      ArrayPlan plan = line.plan;
      text.append("  ".repeat(line.depth));
      Integer known = numbers.get(plan);
      if (known != null) {
        text.append("see #").append(known).append('\n');
        continue;
      }
      if (readers.getOrDefault(plan, 0) > 1) {
        numbers.put(plan, numbers.size() + 1);
        text.append('#').append(numbers.size()).append(' ');
      }
      text.append(
          "%s   %s %s in chunks %s%s%n"
              .formatted(
                  plan.label(), plan.dtype(), plan.shape(), plan.grid(), plan.where().suffix()));
      for (ArrayPlan child : plan.children().reversed()) {
        stack.push(new Line(child, line.depth + 1));
      }
    }
    return text.toString();
  }

  private record Line(ArrayPlan plan, int depth) {}
}
