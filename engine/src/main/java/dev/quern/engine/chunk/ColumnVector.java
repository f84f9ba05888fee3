package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Values of one type in Arrow layout: a validity bitmap (absent when nothing is null), and either
 * the values themselves or 32-bit codes into a dictionary of distinct values.
 *
 * <pre>
 *   flat        validity | values                      fixed width, bitmap or 16-byte views
 *                          heaps                       what longer views point into
 *   dictionary  validity | int32 codes -> dictionary   a flat vector without nulls
 * </pre>
 *
 * <p>Under a null stands a harmless value: an empty view, code 0, false, or any number. So kernels
 * may work on all slots and apply validity apart.
 *
 * <p>A vector is immutable and owned: {@link #retain} and {@link #slice} give further handles on
 * the same storage, and each handle is closed once. A slice begins at a multiple of 64 rows, so
 * that bitmaps always start at bit 0 of a byte.
 */
public final class ColumnVector implements AutoCloseable {
  private static final ValueLayout.OfLong BITS = ValueLayout.JAVA_LONG_UNALIGNED;

  private final DType type;
  private final Storage storage;
  private final int length;
  private final MemorySegment values;
  private final @Nullable MemorySegment validity;
  private final int offset;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int nullCount = -1;

  private ColumnVector(DType type, Storage storage, int offset, int length) {
    this.type = type;
    this.storage = storage;
    this.offset = offset;
    this.length = length;
    MemorySegment all = storage.values.segment();
    this.values = offset == 0 ? all : all.asSlice(storage.valueBytes(type, offset));
    NativeBuffer bitmap = storage.validity;
    this.validity =
        bitmap == null
            ? null
            : offset == 0 ? bitmap.segment() : bitmap.segment().asSlice(offset / 8);
  }

  /** A flat vector of a fixed-width or boolean type; owns the buffers from here on. */
  public static ColumnVector flat(
      DType type, int length, NativeBuffer values, @Nullable NativeBuffer validity) {
    if (type.isView()) {
      throw new IllegalArgumentException(type + " needs heaps");
    }
    return new ColumnVector(type, new Storage(values, validity, Heaps.NONE, null), 0, length);
  }

  /** A flat vector of views into {@code heaps}; owns everything from here on. */
  public static ColumnVector views(
      DType type, int length, NativeBuffer views, @Nullable NativeBuffer validity, Heaps heaps) {
    if (!type.isView()) {
      throw new IllegalArgumentException(type + " has no views");
    }
    return new ColumnVector(type, new Storage(views, validity, heaps, null), 0, length);
  }

  /**
   * A dictionary-encoded vector; owns everything from here on.
   *
   * @param codes a 32-bit index into {@code dictionary} per row, in range under nulls too
   * @param dictionary the distinct values, flat and without nulls
   */
  public static ColumnVector dictionary(
      int length, NativeBuffer codes, @Nullable NativeBuffer validity, ColumnVector dictionary) {
    if (dictionary.isDictionary() || dictionary.validity() != null) {
      throw new IllegalArgumentException("a dictionary is flat and has no nulls");
    }
    return new ColumnVector(
        dictionary.type, new Storage(codes, validity, Heaps.NONE, dictionary), 0, length);
  }

  /** What the values mean; for a dictionary-encoded vector the type of the dictionary's values. */
  public DType type() {
    return type;
  }

  /** The number of rows. */
  public int length() {
    return length;
  }

  /**
   * From the first row on: the values of a flat vector, or the 32-bit codes. At least 64 bytes
   * behind the last row can be read.
   */
  public MemorySegment values() {
    checkOpen();
    return values;
  }

  /** From the first row on: a bit per row, 1 where there is a value; null when no row is null. */
  public @Nullable MemorySegment validity() {
    checkOpen();
    return validity;
  }

  /** What the views point into; {@link Heaps#NONE} when there are none. Stays owned by this. */
  public Heaps heaps() {
    checkOpen();
    return storage.heaps;
  }

  /** Whether rows are codes into {@link #dictionary}. */
  public boolean isDictionary() {
    return storage.dictionary != null;
  }

  /** The distinct values that the codes mean; stays owned by this. */
  public ColumnVector dictionary() {
    checkOpen();
    ColumnVector dictionary = storage.dictionary;
    if (dictionary == null) {
      throw new IllegalStateException("not dictionary-encoded");
    }
    return dictionary;
  }

  /**
   * What all handles and slices of the same storage have in common, to be compared by {@code ==}: a
   * key for caches of what was computed from a dictionary.
   */
  public Object identity() {
    return storage;
  }

  /** How many rows are null: counted at the first call. */
  public int nullCount() {
    if (nullCount < 0) {
      MemorySegment bitmap = validity();
      nullCount = bitmap == null ? 0 : length - countBits(bitmap, length);
    }
    return nullCount;
  }

  /** {@link #validity} as kernels take it: {@link Bitmaps#ALL_VALID} when no row is null. */
  public MemorySegment validityOrAll() {
    MemorySegment bitmap = validity();
    return bitmap == null ? Bitmaps.ALL_VALID : bitmap;
  }

  /** Whether row {@code row} is null. */
  public boolean isNull(int row) {
    checkRow(row);
    MemorySegment bitmap = validity();
    return bitmap != null && (bitmap.get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) == 0;
  }

  /** Another owner's handle on the same rows. */
  public ColumnVector retain() {
    checkOpen();
    storage.retain();
    return new ColumnVector(type, storage, offset, length);
  }

  /**
   * A handle on rows {@code from} to {@code from + count}; nothing is copied.
   *
   * @param from a multiple of 64
   */
  public ColumnVector slice(int from, int count) {
    checkOpen();
    if ((from & 63) != 0 || from < 0 || count < 0 || from + count > length) {
      throw new IndexOutOfBoundsException(
          "slice from %d of %d rows of %d: it must begin at a multiple of 64"
              .formatted(from, count, length));
    }
    storage.retain();
    return new ColumnVector(type, storage, offset + from, count);
  }

  /** The same rows read as another type of the same layout and width; nothing is copied. */
  public ColumnVector reinterpret(DType other) {
    checkOpen();
    if (other.layout() != type.layout()
        || other.byteWidth() != type.byteWidth()
        || isDictionary()) {
      throw new PlanException("%s cannot be read as %s".formatted(type, other));
    }
    storage.retain();
    return new ColumnVector(other, storage, offset, length);
  }

  /** Bytes that these rows take, the strings' data and the dictionary included whole. */
  public long byteSize() {
    checkOpen();
    long bytes = storage.valueBytes(type, length) + (validity == null ? 0 : (length + 7) / 8);
    ColumnVector dictionary = storage.dictionary;
    return bytes + storage.heaps.byteSize() + (dictionary == null ? 0 : dictionary.byteSize());
  }

  /** The first bits up to {@code length} of {@code bitmap} that are set. */
  static int countBits(MemorySegment bitmap, int length) {
    int count = 0;
    int whole = length >>> 6;
    for (int word = 0; word < whole; word++) {
      count += Long.bitCount(bitmap.get(BITS, 8L * word));
    }
    int rest = length & 63;
    if (rest != 0) {
      count += Long.bitCount(bitmap.get(BITS, 8L * whole) & ((1L << rest) - 1));
    }
    return count;
  }

  /** Whether this handle was closed. */
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      throw new MemoryFaultException(
          "column of %s, budget '%s', freed twice".formatted(type, storage.values.budget().path()));
    }
    storage.release();
  }

  /** Type and length; never the values. */
  @Override
  public String toString() {
    return "%s[%d%s]".formatted(type, length, isDictionary() ? ", dictionary" : "");
  }

  void checkRow(int row) {
    if (row < 0 || row >= length) {
      throw new IndexOutOfBoundsException("row " + row + " of " + length);
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new MemoryFaultException(
          "column of %s, budget '%s', used after it was freed"
              .formatted(type, storage.values.budget().path()));
    }
  }

  /** The buffers that all slices of a vector share. */
  private static final class Storage {
    final NativeBuffer values;
    final @Nullable NativeBuffer validity;
    final Heaps heaps;
    final @Nullable ColumnVector dictionary;
    final AtomicInteger owners = new AtomicInteger(1);

    Storage(
        NativeBuffer values,
        @Nullable NativeBuffer validity,
        Heaps heaps,
        @Nullable ColumnVector dictionary) {
      this.values = values;
      this.validity = validity;
      this.heaps = heaps;
      this.dictionary = dictionary;
    }

    long valueBytes(DType type, long rows) {
      if (dictionary != null) {
        return 4 * rows;
      }
      return type.layout() == Layout.BITMAP ? (rows + 7) / 8 : type.byteWidth() * rows;
    }

    void retain() {
      owners.incrementAndGet();
    }

    void release() {
      if (owners.decrementAndGet() == 0) {
        values.close();
        if (validity != null) {
          validity.close();
        }
        heaps.close();
        if (dictionary != null) {
          dictionary.close();
        }
      }
    }
  }
}
