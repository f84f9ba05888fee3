package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chain of CASE whose values are all text constants: it comes out as codes into a dictionary of
 * those constants, which a group-by then only has to count.
 *
 * @param conditions in order; the first that is true decides
 * @param values the code of each condition's constant, and last that of the otherwise
 * @param words the different constants
 */
record TextChoice(List<Expr> conditions, List<Integer> values, List<String> words) {

  /** The chain that {@code choice} is, when all its values are text constants. */
  static Optional<TextChoice> of(Expr.Case choice) {
    if (choice.type() != DType.UTF8) {
      return Optional.empty();
    }
    List<Expr> conditions = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Expr rest = choice;
    while (rest instanceof Expr.Case(Expr condition, Expr then, Expr otherwise)) {
      conditions.add(condition);
      if (!add(then, values, words)) {
        return Optional.empty();
      }
      rest = otherwise;
    }
    return add(rest, values, words)
        ? Optional.of(new TextChoice(conditions, values, words))
        : Optional.empty();
  }

  /** A vector of the words, owned by the caller. */
  ColumnVector dictionary(MemoryBudget budget) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, words.size())) {
      words.forEach(builder::append);
      return builder.build();
    }
  }

  /** The code of each row of {@code batch}. */
  NativeBuffer codes(Evaluator evaluator, Batch batch, MemorySegment active) {
    int n = batch.rows();
    LogicKernel logic = Kernels.active().logic();
    List<NativeBuffer> taken = new ArrayList<>();
    NativeBuffer codes = evaluator.allocate(DType.INT32, n);
    try (NativeBuffer left = evaluator.allocate(DType.BOOL, n);
        NativeBuffer constant = evaluator.allocate(DType.INT32, n)) {
      logic.and(active, active, left.segment(), n);
      for (Expr condition : conditions) {
        try (ColumnVector truth = evaluator.evaluateFlat(condition, batch, left.segment())) {
          NativeBuffer rows = evaluator.allocate(DType.BOOL, n);
          taken.add(rows);
          logic.and(truth.values(), truth.validityOrAll(), rows.segment(), n);
          logic.andNot(left.segment(), rows.segment(), left.segment(), n);
        }
      }
      fill(values.getLast(), codes.segment(), n);
      for (int i = conditions.size() - 1; i >= 0; i--) {
        fill(values.get(i), constant.segment(), n);
        Kernels.active()
            .select()
            .blend(
                Integer.BYTES,
                taken.get(i).segment(),
                constant.segment(),
                codes.segment(),
                codes.segment(),
                n);
      }
      return codes;
    } catch (RuntimeException | Error e) {
      codes.close();
      throw e;
    } finally {
      taken.forEach(NativeBuffer::close);
    }
  }

  private static void fill(int code, MemorySegment out, int n) {
    Kernels.active().select().fill(Integer.BYTES, code, 0, out, n);
  }

  private static boolean add(Expr value, List<Integer> values, List<String> words) {
    if (!(value instanceof Expr.Literal literal) || !(literal.value() instanceof String word)) {
      return false;
    }
    if (!words.contains(word)) {
      words.add(word);
    }
    values.add(words.indexOf(word));
    return true;
  }
}
