package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowLoop;
import dev.quern.engine.function.Signature;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Calls of functions of one row. */
final class CallOperations {
  private CallOperations() {}

  static ColumnVector call(
      Evaluator evaluator, Call call, RowFunction function, Batch batch, MemorySegment active) {
    Signature signature = call.function().signature();
    if (!signature.nullsPass() && call.children().stream().anyMatch(Constants::isNull)) {
      return Constants.nulls(evaluator.budget(), call.type(), batch.rows());
    }
    List<ColumnVector> arguments = new ArrayList<>();
    try (Validity valid = Validity.all(evaluator.budget(), batch.rows())) {
      for (Expr child : call.children()) {
        ColumnVector argument = argument(evaluator, child, batch, active);
        arguments.add(argument);
        if (!signature.nullsPass() && !Constants.isValue(child)) {
          valid.restrict(argument.validityOrAll());
        }
      }
      try (Validity counting = valid.counting(active)) {
        return RowLoop.run(
            evaluator.budget(),
            function,
            signature,
            arguments,
            counting.segment(),
            valid.segment(),
            call.type(),
            batch.rows());
      } catch (ComputeException e) {
        throw new ComputeException(e.getMessage() + ", in " + call, e);
      }
    } finally {
      arguments.forEach(ColumnVector::close);
    }
  }

  /* A constant is one value, that stands for all rows. */
  private static ColumnVector argument(
      Evaluator evaluator, Expr child, Batch batch, MemorySegment active) {
    if (child instanceof Expr.Literal literal) {
      try (ColumnVector one = Constants.vector(evaluator.budget(), literal, 1)) {
        return Selections.flat(evaluator.budget(), one);
      }
    }
    return evaluator.evaluateFlat(child, batch, active);
  }
}
