package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A call of a function of whole vectors. */
public record VectorCall(VectorFunction function, List<Expr> children, DType type) implements Expr {

  /** Copies the list. */
  public VectorCall {
    children = List.copyOf(children);
  }

  /** The call of {@code function}, which checks the types of the arguments. */
  public static VectorCall of(VectorFunction function, List<Expr> arguments) {
    return new VectorCall(
        function, arguments, function.type(arguments.stream().map(Expr::type).toList()));
  }

  /** The call of {@code function}, which checks the types of the arguments. */
  public static VectorCall of(VectorFunction function, Expr... arguments) {
    return of(function, List.of(arguments));
  }

  @Override
  public Expr withChildren(List<Expr> others) {
    return new VectorCall(function, others, type);
  }

  ColumnVector evaluate(Evaluator evaluator, Batch batch, MemorySegment active) {
    List<ColumnVector> arguments = new ArrayList<>();
    try {
      for (Expr child : children) {
        arguments.add(evaluator.evaluateFlat(child, batch, active));
      }
      return function.apply(evaluator.budget(), arguments, batch.rows(), active);
    } catch (ComputeException e) {
      throw new ComputeException(e.getMessage() + ", in " + this, e);
    } finally {
      arguments.forEach(ColumnVector::close);
    }
  }

  @Override
  public String toString() {
    return function.call(children.stream().map(Expr::toString).toList());
  }
}
