package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A column under construction with room for a known number of rows: parsers write its slots in any
 * order. Rows are valid until they are said to be null.
 */
public final class ColumnTarget implements AutoCloseable {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int INLINE = 12;
  private static final long[] LOW_MASK = new long[INLINE + 1];
  private static final long[] HIGH_MASK = new long[INLINE + 1];

  static {
    for (int n = 0; n <= INLINE; n++) {
      LOW_MASK[n] = n >= 8 ? -1L : (1L << (8 * n)) - 1;
      HIGH_MASK[n] = n <= 8 ? 0 : (1L << (8 * (n - 8))) - 1;
    }
  }

  private final MemoryBudget budget;
  private final DType type;
  private final int capacity;
  private final NativeBuffer values;
  private final MemorySegment slots;
  private final TextHeap heap;
  private @Nullable NativeBuffer validity;
  private boolean built;

  /** A column of {@code type} with room for {@code capacity} rows. */
  public ColumnTarget(MemoryBudget budget, DType type, int capacity) {
    this.budget = budget;
    this.type = type;
    this.capacity = capacity;
    this.values =
        type.layout() == Layout.BITMAP
            ? budget.allocateZeroed((capacity + 7) / 8)
            : budget.allocate((long) type.byteWidth() * capacity);
    this.slots = values.segment();
    this.heap = new TextHeap(budget);
  }

  void setLong(int row, long value) {
    slots.set(LONG, 8L * row, value);
  }

  void setInt(int row, int value) {
    slots.set(INT, 4L * row, value);
  }

  void setShort(int row, short value) {
    slots.set(SHORT, 2L * row, value);
  }

  void setByte(int row, byte value) {
    slots.set(ValueLayout.JAVA_BYTE, row, value);
  }

  /** Sets the unscaled integer of a decimal of either width. */
  void setDecimal(int row, long high, long low) {
    if (type.byteWidth() == 8) {
      setLong(row, low);
    } else {
      setInt128(row, low, high);
    }
  }

  private void setInt128(int row, long low, long high) {
    slots.set(LONG, 16L * row, low);
    slots.set(LONG, 16L * row + 8, high);
  }

  /** Makes a row of truth values true; they are false until then. */
  public void setTrue(int row) {
    Bitmaps.set(slots, row, true);
  }

  /** Stores {@code n} bytes as a view; up to 8 bytes behind them are read too. */
  public void setBytes(int row, byte[] text, int from, int n) {
    if (n <= INLINE) {
      long low = Digits.word(text, from) & LOW_MASK[n];
      long high = Digits.word(text, from + 8) & HIGH_MASK[n];
      setInt128(row, n | (low << 32), (low >>> 32) | (high << 32));
    } else {
      setInt128(row, n | (Digits.word(text, from) << 32), heap.append(text, from, n));
    }
  }

  /** Makes a row null; what its slot holds becomes harmless. */
  public void setNull(int row) {
    if (type.byteWidth() == 16) {
      setInt128(row, 0, 0);
    }
    NativeBuffer bitmap = validity;
    if (bitmap == null) {
      bitmap = budget.allocate((capacity + 7) / 8);
      bitmap.segment().fill((byte) -1);
      validity = bitmap;
    }
    Bitmaps.set(bitmap.segment(), row, false);
  }

  /** Appends the first row's value, of a type without text, to {@code builder} and forgets it. */
  public void moveFirst(ColumnBuilder builder) {
    if (type.layout() == Layout.BITMAP) {
      builder.append(Bitmaps.get(slots, 0));
      Bitmaps.set(slots, 0, false);
    } else {
      builder.appendSlot(slots, 0);
    }
  }

  /** Whether any row was said to be null. */
  public boolean hasNulls() {
    return validity != null;
  }

  /** The first row between two that was said to be null, or {@link Kernels#NONE}. */
  int firstNull(int from, int to) {
    if (validity != null) {
      MemorySegment bits = validity.segment();
      for (int row = from; row < to; row++) {
        if (!Bitmaps.get(bits, row)) {
          return row;
        }
      }
    }
    return Kernels.NONE;
  }

  /** The first {@code rows} rows as a vector, owned by the caller; this target is done. */
  public ColumnVector build(int rows) {
    built = true;
    return type.isView()
        ? ColumnVector.views(type, rows, values, validity, heap.build())
        : ColumnVector.flat(type, rows, values, validity);
  }

  /** Frees what was written, unless {@link #build} handed it out. */
  @Override
  public void close() {
    if (!built) {
      built = true;
      values.close();
      if (validity != null) {
        validity.close();
      }
      heap.close();
    }
  }
}
