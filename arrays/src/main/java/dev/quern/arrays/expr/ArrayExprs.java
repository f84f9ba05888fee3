package dev.quern.arrays.expr;

import dev.quern.arrays.expr.ArrayExpr.Arithmetic;
import dev.quern.arrays.expr.ArrayExpr.Cast;
import dev.quern.arrays.expr.ArrayExpr.Compare;
import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.Function;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.ArrayExpr.IsNaN;
import dev.quern.arrays.expr.ArrayExpr.Logic;
import dev.quern.arrays.expr.ArrayExpr.Not;
import dev.quern.arrays.expr.ArrayExpr.Power;
import dev.quern.arrays.expr.ArrayExpr.Unary;
import dev.quern.arrays.expr.ArrayExpr.Where;
import dev.quern.engine.chunk.Lanes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

/** Walks over expressions: substitution, size, text. Sharing of nodes is kept. */
public final class ArrayExprs {
  private ArrayExprs() {}

  /** {@code expr} with each input {@code i} replaced by {@code inputs.get(i)}. */
  public static ArrayExpr substitute(ArrayExpr expr, List<? extends ArrayExpr> inputs) {
    return substitute(expr, inputs, new IdentityHashMap<>());
  }

  private static ArrayExpr substitute(
      ArrayExpr expr,
      List<? extends ArrayExpr> inputs,
      IdentityHashMap<ArrayExpr, ArrayExpr> done) {
    ArrayExpr known = done.get(expr);
    if (known != null) {
      return known;
    }
    List<ArrayExpr> operands =
        expr.operands().stream().map(operand -> substitute(operand, inputs, done)).toList();
    ArrayExpr result =
        expr instanceof Input input ? inputs.get(input.index()) : with(expr, operands);
    done.put(expr, result);
    return result;
  }

  private static ArrayExpr with(ArrayExpr expr, List<ArrayExpr> o) {
    return switch (expr) {
      case Input _, Constant _ -> expr;
      case Cast e -> new Cast(o.get(0), e.dtype());
      case Arithmetic e -> new Arithmetic(e.op(), o.get(0), o.get(1));
      case Unary e -> new Unary(e.op(), o.get(0));
      case Function e -> new Function(e.function(), o.get(0));
      case Power _ -> new Power(o.get(0), o.get(1));
      case Compare e -> new Compare(e.op(), o.get(0), o.get(1));
      case IsNaN _ -> new IsNaN(o.get(0));
      case Logic e -> new Logic(e.op(), o.get(0), o.get(1));
      case Not _ -> new Not(o.get(0));
      case Where _ -> new Where(o.get(0), o.get(1), o.get(2));
    };
  }

  /** The number of nodes when shared ones are written out each time; at most 2^31 - 1. */
  public static int treeSize(ArrayExpr expr) {
    return treeSize(expr, new IdentityHashMap<>());
  }

  private static int treeSize(ArrayExpr expr, IdentityHashMap<ArrayExpr, Integer> done) {
    Integer known = done.get(expr);
    if (known != null) {
      return known;
    }
    long size = 1;
    for (ArrayExpr operand : expr.operands()) {
      size += treeSize(operand, done);
    }
    int bounded = (int) Math.min(size, Integer.MAX_VALUE);
    done.put(expr, bounded);
    return bounded;
  }

  /**
   * The expression as people write it, inputs as {@code a}, {@code b}...; cut where it grows longer
   * than a line.
   */
  public static String text(ArrayExpr expr) {
    StringBuilder text = new StringBuilder();
    write(expr, text);
    return text.length() > 60 ? text.substring(0, 57) + "..." : text.toString();
  }

  private static void write(ArrayExpr expr, StringBuilder text) {
    if (text.length() > 60) {
      return;
    }
    switch (expr) {
      case Input input -> text.append(name(input.index()));
      case Constant constant -> text.append(value(constant));
      case Cast cast -> call(cast.dtype().toString(), cast, text);
      case Arithmetic e -> infix(symbol(e), e, text);
      case Unary e -> call(e.op().name().toLowerCase(Locale.ROOT), e, text);
      case Function e -> call(e.function().name().toLowerCase(Locale.ROOT), e, text);
      case Power e -> infix("^", e, text);
      case Compare e ->
          infix(
              switch (e.op()) {
                case EQ -> "==";
                case NE -> "!=";
                case LT -> "<";
                case LE -> "<=";
                case GT -> ">";
                case GE -> ">=";
              },
              e,
              text);
      case IsNaN e -> call("isNaN", e, text);
      case Logic e -> infix(e.op().name().toLowerCase(Locale.ROOT), e, text);
      case Not e -> call("not", e, text);
      case Where e -> call("where", e, text);
    }
  }

  private static String symbol(Arithmetic e) {
    return switch (e.op()) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case REMAINDER -> "%";
      case MIN -> "min";
      case MAX -> "max";
    };
  }

  private static void call(String name, ArrayExpr expr, StringBuilder text) {
    String separator = name + "(";
    for (ArrayExpr operand : expr.operands()) {
      text.append(separator);
      write(operand, text);
      separator = ", ";
    }
    text.append(')');
  }

  private static void infix(String symbol, ArrayExpr expr, StringBuilder text) {
    text.append('(');
    write(expr.operands().get(0), text);
    text.append(' ').append(symbol).append(' ');
    write(expr.operands().get(1), text);
    text.append(')');
  }

  private static String name(int index) {
    return index < 26 ? Character.toString('a' + index) : "in" + index;
  }

  private static String value(Constant constant) {
    if (constant.dtype().isFloating()) {
      return Double.toString(Lanes.of(constant.dtype()).toDouble(constant.bits()));
    }
    return Long.toString(constant.bits());
  }
}
