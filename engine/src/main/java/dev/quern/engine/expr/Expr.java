package dev.quern.engine.expr;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A typed expression: what one value of a row is computed from. Immutable, compared by structure.
 *
 * <p>Null follows SQL: an operation on a null is null, but for {@link And}, {@link Or}
 * (three-valued logic), {@link IsNull}, {@link Case} and {@link Coalesce}. Operands have been
 * brought to the types their operation works in when the node was made (see {@link Exprs});
 * toString prints what the user wrote, as near as it can.
 */
public sealed interface Expr extends Serializable
    permits Expr.Leaf,
        Expr.OfOne,
        Expr.OfTwo,
        Expr.Truth,
        Expr.Power,
        Expr.Case,
        Expr.Coalesce,
        Call,
        VectorCall,
        TryCast,
        Over,
        AggregateCall,
        Subquery {

  /** The type of the value. */
  DType type();

  /** The sub-expressions, in order. */
  List<Expr> children();

  /** This operation on other operands of the same types. */
  Expr withChildren(List<Expr> children);

  /** An expression without sub-expressions. */
  sealed interface Leaf extends Expr {
    @Override
    default List<Expr> children() {
      return List.of();
    }

    @Override
    default Expr withChildren(List<Expr> children) {
      return this;
    }
  }

  /** An operation on one operand. */
  sealed interface OfOne extends Expr
      permits Unary,
          MathCall,
          Not,
          IsNull,
          Cast,
          StringMatch,
          StringLength,
          Substring,
          DateField,
          DateTruncate {
    /** What is operated on. */
    Expr operand();

    @Override
    default List<Expr> children() {
      return List.of(operand());
    }
  }

  /** An operation on two operands. */
  sealed interface OfTwo extends Expr {
    /** The first operand. */
    Expr left();

    /** The second operand. */
    Expr right();

    @Override
    default List<Expr> children() {
      return List.of(left(), right());
    }
  }

  /** An expression whose value is true, false or null. */
  sealed interface Truth extends Expr permits Compare, And, Or, Not, IsNull, StringMatch {
    @Override
    default DType type() {
      return DType.BOOL;
    }
  }

  /**
   * The value of a column.
   *
   * @param name the column's name in the input
   * @param type its type there
   */
  record Column(String name, DType type) implements Leaf {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A constant.
   *
   * @param value null, or the Java object that holds values of the type: Boolean; Long for
   *     integers, day numbers and timestamp counts; Double for floats; BigDecimal; String; Bytes as
   *     String is not supported
   */
  record Literal(DType type, @Nullable Object value) implements Leaf {
    @Override
    public String toString() {
      return Literals.text(this);
    }
  }

  /** Arithmetic of two operands of one numeric type; decimals may differ in precision and scale. */
  record Arithmetic(ArithmeticOp op, Expr left, Expr right, DType type) implements OfTwo {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new Arithmetic(op, children.get(0), children.get(1), type);
    }

    @Override
    public String toString() {
      return switch (op) {
        case ADD -> "(" + left + " + " + right + ")";
        case SUBTRACT -> "(" + left + " - " + right + ")";
        case MULTIPLY -> left + " * " + right;
        case DIVIDE -> left + " / " + right;
        case REMAINDER -> left + " % " + right;
        case MIN -> "least(" + left + ", " + right + ")";
        case MAX -> "greatest(" + left + ", " + right + ")";
      };
    }
  }

  /** Negation, absolute value or sign of a number. */
  record Unary(UnaryOp op, Expr operand) implements OfOne {
    @Override
    public DType type() {
      return operand.type();
    }

    @Override
    public Expr withChildren(List<Expr> children) {
      return new Unary(op, children.getFirst());
    }

    @Override
    public String toString() {
      return op == UnaryOp.NEGATE ? "-" + operand : lower(op) + "(" + operand + ")";
    }
  }

  /** A function of a float. */
  record MathCall(MathFunction function, Expr operand) implements OfOne {
    @Override
    public DType type() {
      return operand.type();
    }

    @Override
    public Expr withChildren(List<Expr> children) {
      return new MathCall(function, children.getFirst());
    }

    @Override
    public String toString() {
      return lower(function) + "(" + operand + ")";
    }
  }

  /** A float raised to a power. */
  record Power(Expr base, Expr exponent) implements Expr {
    @Override
    public DType type() {
      return base.type();
    }

    @Override
    public List<Expr> children() {
      return List.of(base, exponent);
    }

    @Override
    public Expr withChildren(List<Expr> children) {
      return new Power(children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      return "pow(" + base + ", " + exponent + ")";
    }
  }

  /** A comparison of two operands of one type: true, false or null. */
  record Compare(CompareOp op, Expr left, Expr right) implements Truth, OfTwo {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new Compare(op, children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      String symbol =
          switch (op) {
            case EQ -> "=";
            case NE -> "<>";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
          };
      return left + " " + symbol + " " + right;
    }
  }

  /** Three-valued conjunction. */
  record And(Expr left, Expr right) implements Truth, OfTwo {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new And(children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      return "(" + left + " and " + right + ")";
    }
  }

  /** Three-valued disjunction. */
  record Or(Expr left, Expr right) implements Truth, OfTwo {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new Or(children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      return "(" + left + " or " + right + ")";
    }
  }

  /** Negation of a truth value. */
  record Not(Expr operand) implements Truth, OfOne {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new Not(children.getFirst());
    }

    @Override
    public String toString() {
      return "not " + operand;
    }
  }

  /** Whether a value is null; never null itself. */
  record IsNull(Expr operand) implements Truth, OfOne {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new IsNull(children.getFirst());
    }

    @Override
    public String toString() {
      return operand + " is null";
    }
  }

  /**
   * The value in another type. A value that does not fit is an error that names it.
   *
   * @param implicit whether it was added to align types and not written by the user
   */
  record Cast(Expr operand, DType type, boolean implicit) implements OfOne {
    @Override
    public Expr withChildren(List<Expr> children) {
      return new Cast(children.getFirst(), type, implicit);
    }

    @Override
    public String toString() {
      return implicit ? operand.toString() : "cast(" + operand + " as " + type + ")";
    }
  }

  /**
   * {@code then} where {@code condition} is true, else (also where it is null) {@code otherwise}.
   */
  record Case(Expr condition, Expr then, Expr otherwise) implements Expr {
    @Override
    public DType type() {
      return then.type();
    }

    @Override
    public List<Expr> children() {
      return List.of(condition, then, otherwise);
    }

    @Override
    public Expr withChildren(List<Expr> children) {
      return new Case(children.get(0), children.get(1), children.get(2));
    }

    @Override
    public String toString() {
      return "when " + condition + " then " + then + " otherwise " + otherwise;
    }
  }

  /** The first operand that is not null; null when both are. */
  record Coalesce(Expr first, Expr second) implements Expr {
    @Override
    public DType type() {
      return first.type();
    }

    @Override
    public List<Expr> children() {
      return List.of(first, second);
    }

    @Override
    public Expr withChildren(List<Expr> children) {
      return new Coalesce(children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      return "coalesce(" + first + ", " + second + ")";
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
