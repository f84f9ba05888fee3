package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TickType;
import org.jspecify.annotations.Nullable;

/**
 * The part of writing a column chunk that depends on the type of its values: their PLAIN bytes,
 * their dictionary and the least and greatest of them. Values are named by their slots in a flat
 * vector; nulls never come here.
 */
abstract sealed class ValueEncoder implements AutoCloseable
    permits LongEncoder, DecimalEncoder, TextEncoder, CategoryEncoder, PlainEncoder {

  /** What fits a column of {@code type}. */
  static ValueEncoder of(DType type, ParquetWriteOptions options, MemoryBudget budget) {
    int limit = options.dictionary() ? options.dictionaryBytes() : 0;
    return switch (type) {
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> new BooleanEncoder();
            case UTF8, BINARY -> new TextEncoder(primitive, limit, budget);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT32, FLOAT64, DATE ->
                new LongEncoder(primitive, limit);
          };
      case DecimalType decimal ->
          decimal.precision() > PhysicalSchema.MAX_LONG_DIGITS
              ? new DecimalEncoder(decimal, limit, budget)
              : new LongEncoder(decimal, limit);
      case CategoricalType categorical -> new CategoryEncoder(categorical, limit, budget);
      case IntervalType _ -> new IntervalEncoder();
      case TickType ticks -> new LongEncoder(ticks, limit);
      case ListType _, StructType _ -> throw new IllegalArgumentException(type + " is no leaf");
    };
  }

  /**
   * Appends values in PLAIN encoding until {@code out} would be longer than {@code limit}; one is
   * always taken when it is empty. Returns how many were taken.
   */
  abstract int plain(
      ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit);

  /**
   * Puts the numbers of the values in the dictionary, which grows by new ones, into {@code codes}
   * from {@code at} on; stops when it is full. Returns how many were taken.
   */
  abstract int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at);

  /** The number of one value in the dictionary, which grows if it is new; -1 when it is full. */
  abstract int intern(ColumnVector flat, int slot);

  /** How many values the dictionary has. */
  abstract int dictionarySize();

  /** The length of the dictionary in PLAIN encoding. */
  abstract long dictionaryBytes();

  /** Appends the dictionary in PLAIN encoding. */
  abstract void dictionary(GrowableBuffer out);

  /** What {@link #decode} would append. */
  abstract long decodedBytes(int[] codes, int n);

  /** Appends the values of these numbers in PLAIN encoding. */
  abstract void decode(int[] codes, int n, GrowableBuffer out);

  /**
   * Ends a page; returns the bounds of its values, which are those that {@link #plain} and {@link
   * #decode} appended since the last one, and those of these numbers. Null when there is nothing to
   * tell.
   */
  abstract @Nullable Bounds endPage(int[] codes, int n);

  /** The bounds of all pages since the last {@link #clear}; null when there is nothing to tell. */
  abstract @Nullable Bounds bounds();

  /** Forgets the dictionary and the bounds: the next chunk begins. */
  abstract void clear();

  @Override
  public void close() {}

  /**
   * Least and greatest value in PLAIN encoding, without a length.
   *
   * @param min at most every value
   * @param minExact whether it is one of them
   * @param max at least every value
   * @param maxExact whether it is one of them
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the footer at once, compared by nobody
  record Bounds(byte[] min, boolean minExact, byte @Nullable [] max, boolean maxExact) {}
}
