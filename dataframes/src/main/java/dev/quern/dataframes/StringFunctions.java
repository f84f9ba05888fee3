package dev.quern.dataframes;

import dev.quern.engine.expr.Expr.StringTest;
import dev.quern.engine.expr.Exprs;

/** Functions of a text column: {@code col("name").str().startsWith("A")}. Null gives null. */
public final class StringFunctions {
  private final Column column;

  StringFunctions(Column column) {
    this.column = column;
  }

  /** Whether the text begins with {@code prefix}. */
  public Column startsWith(String prefix) {
    return match(StringTest.STARTS_WITH, prefix);
  }

  /** Whether the text ends with {@code suffix}. */
  public Column endsWith(String suffix) {
    return match(StringTest.ENDS_WITH, suffix);
  }

  /** Whether {@code part} occurs in the text. */
  public Column contains(String part) {
    return match(StringTest.CONTAINS, part);
  }

  /** SQL's LIKE: {@code %} stands for any run of characters, {@code _} for any one. */
  public Column like(String pattern) {
    return match(StringTest.LIKE, pattern);
  }

  /**
   * The part from character {@code from} on, which is 1 for the first, as in SQL: {@code count}
   * characters, fewer where the text ends before.
   */
  public Column substring(int from, int count) {
    return Column.computed(schema -> Exprs.substring(column.bind(schema), from, count));
  }

  /** The number of code points, int32. */
  public Column length() {
    return Column.computed(schema -> Exprs.length(column.bind(schema)));
  }

  private Column match(StringTest test, String pattern) {
    return Column.computed(schema -> Exprs.match(test, column.bind(schema), pattern));
  }
}
