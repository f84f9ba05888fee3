package dev.quern.dataframes;

import dev.quern.engine.function.RowResult;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Functions that are given to {@link Column#mapLong} and its like: lambdas on primitive values and
 * on bytes, so that nothing is boxed. They must give the same for the same value, as equal values
 * of a dictionary are computed once, and may be called by several threads at a time. They are not
 * called for nulls, which stay null.
 *
 * <p>And those that {@link Frames#fromMap} makes rows by: they must give the same for the same
 * input, as a task may run more than once.
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

  /** From an input of {@link Frames#fromMap} to records. */
  @FunctionalInterface
  public interface ToRecords<I, R extends Record> extends Serializable {
    /** The rows, in order; the stream is read by one thread and closed, at its end or before. */
    Stream<R> apply(I input) throws IOException;
  }

  /** From an input of {@link Frames#fromMap} to columns. */
  @FunctionalInterface
  public interface ToColumns<I> extends Serializable {
    /** Arrays and lists of equal length by their columns' names, as {@link Frames#of(Map)} has. */
    Map<String, ?> apply(I input) throws IOException;
  }

  /** From an input of {@link Frames#fromMap} to batches. */
  @FunctionalInterface
  public interface ToBatches<I> extends Serializable {
    /**
     * The rows, as batches of the schema that was announced, of up to some ten thousand rows each.
     *
     * @param budget what columns are allocated from, as by a {@code ColumnBuilder}
     */
    BatchReader apply(I input, MemoryBudget budget) throws IOException;
  }
}
