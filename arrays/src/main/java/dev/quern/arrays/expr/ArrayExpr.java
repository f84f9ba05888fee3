package dev.quern.arrays.expr;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.util.List;

/**
 * The value of one element, computed from the elements of some inputs at the same place.
 *
 * <p>Operands of a node have equal types: {@link Promotion} has put {@link Cast}s where they
 * differed. Nodes may be shared; a shared node is computed once.
 */
public sealed interface ArrayExpr extends Serializable {

  /** The type of the value. */
  DType dtype();

  /** What this is computed from, in order. */
  List<ArrayExpr> operands();

  /** The element of input {@code index}. */
  record Input(int index, DType dtype) implements ArrayExpr {
    @Override
    public List<ArrayExpr> operands() {
      return List.of();
    }
  }

  /** A constant: an integer or truth value as itself, a float as the bits that kernels take. */
  record Constant(DType dtype, long bits) implements ArrayExpr {
    @Override
    public List<ArrayExpr> operands() {
      return List.of();
    }
  }

  /**
   * A conversion: to a wider type, to a narrower one (a value that does not fit is an error), or
   * between truth values and numbers (not 0 is true).
   */
  record Cast(ArrayExpr operand, DType dtype) implements ArrayExpr {
    @Override
    public List<ArrayExpr> operands() {
      return List.of(operand);
    }
  }

  /** Arithmetic; integers are checked for overflow and division by zero. */
  record Arithmetic(ArithmeticOp op, ArrayExpr left, ArrayExpr right) implements ArrayExpr {
    @Override
    public DType dtype() {
      return left.dtype();
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(left, right);
    }
  }

  /** Negation, absolute value or sign. */
  record Unary(UnaryOp op, ArrayExpr operand) implements ArrayExpr {
    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(operand);
    }
  }

  /** A function of a float. */
  record Function(MathFunction function, ArrayExpr operand) implements ArrayExpr {
    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(operand);
    }
  }

  /** A float to the power of another. */
  record Power(ArrayExpr base, ArrayExpr exponent) implements ArrayExpr {
    @Override
    public DType dtype() {
      return base.dtype();
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(base, exponent);
    }
  }

  /**
   * A comparison. Unlike in a frame, NaN is as IEEE 754 says: unequal to everything, neither less
   * nor greater.
   */
  record Compare(CompareOp op, ArrayExpr left, ArrayExpr right) implements ArrayExpr {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(left, right);
    }
  }

  /** Whether a float is NaN. */
  record IsNaN(ArrayExpr operand) implements ArrayExpr {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(operand);
    }
  }

  /** A connective of two truth values. */
  record Logic(LogicOp op, ArrayExpr left, ArrayExpr right) implements ArrayExpr {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(left, right);
    }
  }

  /** The other truth value. */
  record Not(ArrayExpr operand) implements ArrayExpr {
    @Override
    public DType dtype() {
      return DType.BOOL;
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(operand);
    }
  }

  /** One of two numbers, by a truth value; both are computed. */
  record Where(ArrayExpr condition, ArrayExpr then, ArrayExpr otherwise) implements ArrayExpr {
    @Override
    public DType dtype() {
      return then.dtype();
    }

    @Override
    public List<ArrayExpr> operands() {
      return List.of(condition, then, otherwise);
    }
  }
}
