package dev.quern.arrays.expr;

import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * An expression as steps in order of need, each of which writes one register.
 *
 * <pre>
 *   (a * b) + (a * b)        0  a          register 0
 *                            1  b          register 1
 *                            2  0 * 1      register 2
 *                            3  2 + 2      register 0      free since a was read
 * </pre>
 *
 * <p>Equal steps are done once, and a register is used again after its value was read for the last
 * time. A step never writes a register that it reads.
 *
 * @param steps the steps; the last one gives the expression's value
 * @param registers how many registers are needed
 */
record TileProgram(List<Step> steps, int registers) {

  /**
   * One step.
   *
   * @param node what is computed
   * @param operands the numbers of the steps whose values it takes
   * @param register where its value goes
   */
  record Step(ArrayExpr node, List<Integer> operands, int register) {}

  /** The steps of {@code expr}. */
  static TileProgram compile(ArrayExpr expr) {
    List<Step> unplaced = new ArrayList<>();
    number(expr, unplaced, new IdentityHashMap<>(), new HashMap<>());
    return place(unplaced);
  }

  private static int number(
      ArrayExpr expr,
      List<Step> steps,
      IdentityHashMap<ArrayExpr, Integer> byNode,
      Map<List<Object>, Integer> byValue) {
    Integer known = byNode.get(expr);
    if (known != null) {
      return known;
    }
    List<Integer> operands = new ArrayList<>();
    for (ArrayExpr operand : expr.operands()) {
      operands.add(number(operand, steps, byNode, byValue));
    }
    Integer number =
        byValue.computeIfAbsent(
            List.of(kind(expr), operands),
            _ -> {
              steps.add(new Step(expr, List.copyOf(operands), -1));
              return steps.size() - 1;
            });
    byNode.put(expr, number);
    return number;
  }

  /* What the node does, apart from its operands. */
  private static Object kind(ArrayExpr expr) {
    return switch (expr) {
      case Input _, Constant _ -> expr;
      case ArrayExpr.Cast e -> List.of("cast", e.dtype());
      case ArrayExpr.Arithmetic e -> e.op();
      case ArrayExpr.Unary e -> e.op();
      case ArrayExpr.Function e -> e.function();
      case ArrayExpr.Power _ -> "power";
      case ArrayExpr.Compare e -> e.op();
      case ArrayExpr.IsNaN _ -> "isNaN";
      case ArrayExpr.Logic e -> e.op();
      case ArrayExpr.Not _ -> "not";
      case ArrayExpr.Where _ -> "where";
    };
  }

  private static TileProgram place(List<Step> unplaced) {
    int[] lastUse = new int[unplaced.size()];
    Arrays.setAll(lastUse, i -> i);
    for (int i = 0; i < unplaced.size(); i++) {
      for (int operand : unplaced.get(i).operands) {
        lastUse[operand] = i;
      }
    }
    List<Step> placed = new ArrayList<>();
    List<Integer> free = new ArrayList<>();
    int registers = 0;
    for (int i = 0; i < unplaced.size(); i++) {
      Step step = unplaced.get(i);
      // Its operands' registers are not free yet: kernels that change the width must not overlap.
      int register = free.isEmpty() ? registers++ : free.removeLast();
      placed.add(new Step(step.node, step.operands, register));
      int at = i;
      step.operands.stream()
          .distinct()
          .filter(operand -> lastUse[operand] == at)
          .forEach(operand -> free.add(placed.get(operand).register));
    }
    return new TileProgram(List.copyOf(placed), registers);
  }
}
