package dev.quern.engine.io.json;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.VectorCall;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;

/** Makes expressions that read and write texts of JSON, checked. */
public final class JsonExprs {
  private JsonExprs() {}

  /** Each value as a text of JSON, as {@link JsonSink} writes it; null stays null. */
  public static Expr write(Expr value) {
    return VectorCall.of(new JsonWrite(), value);
  }

  /**
   * The values of {@code type} that texts of JSON are. What is of another type there, also deep
   * within, is null, and so is what is missing; fields that the type has not are left out. Objects
   * are read as structs, and where the type is a map as one.
   *
   * @param tries whether a text that is no JSON is null; else it is an error
   */
  public static Expr read(Expr text, DType type, boolean tries) {
    Expr plain = text.type() instanceof CategoricalType ? Exprs.implicit(text, DType.UTF8) : text;
    return Exprs.tryCast(VectorCall.of(new JsonRead(JsonRead.texts(type), tries), plain), type);
  }
}
