package dev.quern.dataframes;

import dev.quern.engine.function.RowResult;
import java.io.Serializable;

/**
 * Functions that are given to {@link Column#mapLong} and its like: lambdas on primitive values and
 * on bytes, so that nothing is boxed. They must give the same for the same value, as equal values
 * of a dictionary are computed once, and may be called by several threads at a time. They are not
 * called for nulls, which stay null.
 */
public final class Fn {
  private Fn() {}

  /** From an int64 to one. */
  @FunctionalInterface
  public interface OfLong extends Serializable {
    /** The value for {@code value}. */
    long apply(long value);
  }

  /** From an int32 to one. */
  @FunctionalInterface
  public interface OfInt extends Serializable {
    /** The value for {@code value}. */
    int apply(int value);
  }

  /** From a float64 to one. */
  @FunctionalInterface
  public interface OfDouble extends Serializable {
    /** The value for {@code value}. */
    double apply(double value);
  }

  /** From text to text, by objects. */
  @FunctionalInterface
  public interface OfString extends Serializable {
    /** The text for {@code value}. */
    String apply(String value);
  }

  /** From text to text, by bytes in UTF-8. */
  @FunctionalInterface
  public interface OfText extends Serializable {
    /**
     * Appends to {@code out}, which is empty, or makes it null.
     *
     * @param text of which only the first {@code length} bytes count; not to be written or kept
     */
    void apply(byte[] text, int length, RowResult out);
  }
}
