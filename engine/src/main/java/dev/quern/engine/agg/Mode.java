package dev.quern.engine.agg;

import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The most frequent value, and of several the least, of numbers, dates and timestamps. Keeps all
 * values until the end, on disk where memory is short.
 */
public enum Mode implements AggregateFunction {
  LEAST;

  @Override
  public DType resultType(List<DType> types) {
    return Words.check(this, types);
  }

  /** Whether values of {@code type} are counted as words, on disk where memory is short. */
  public static boolean takes(DType type) {
    return Words.fit(type);
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return "mode";
  }
}
