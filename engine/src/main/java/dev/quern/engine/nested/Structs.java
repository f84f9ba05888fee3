package dev.quern.engine.nested;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.VectorCall;
import java.util.List;

/** Makes expressions of structs, checked. */
public final class Structs {
  private Structs() {}

  /** A struct of these values under these names. */
  public static Expr of(List<String> names, List<Expr> values) {
    return VectorCall.of(new StructOf(names), values);
  }

  /** A field of a struct; null where the struct is. */
  public static Expr field(Expr struct, String name) {
    return VectorCall.of(new StructField(name), struct);
  }
}
