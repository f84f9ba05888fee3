package dev.quern.engine.chunk;

import dev.quern.engine.ComputeException;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vector under construction, one value after the other: for values that come one by one, as from
 * Java objects or a text parser. Grows by doubling; long strings go to heaps of 4 to 64 KiB. Values
 * of lists and structs are appended to builders of their own, and then made a row.
 */
public final class ColumnBuilder implements AutoCloseable {
  private static final long LEAST_HEAP_BYTES = 4 << 10;
  private static final long HEAP_BYTES = 64 << 10;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final MemoryBudget budget;
  private final DType type;
  private int capacity;
  private int length;
  private NativeBuffer values;
  private @Nullable NativeBuffer validity;
  private final List<NativeBuffer> heaps = new ArrayList<>();
  private final List<ColumnBuilder> children = new ArrayList<>();
  private int heapUsed;
  private int elementsBefore;
  private boolean finished;

  /** An empty vector of {@code type} that expects about {@code rows} values. */
  public ColumnBuilder(MemoryBudget budget, DType type, int rows) {
    this.budget = budget;
    this.type = type;
    this.capacity = Math.max(64, rows);
    this.values = budget.allocateZeroed(bytes(capacity));
    try {
      if (type instanceof ListType list) {
        children.add(new ColumnBuilder(budget, list.element(), rows));
      } else if (type instanceof StructType struct) {
        struct
            .fields()
            .forEach(field -> children.add(new ColumnBuilder(budget, field.type(), rows)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Where the elements of a list column are appended, before {@link #appendList}. */
  public ColumnBuilder elements() {
    return children.getFirst();
  }

  /** Where the values of a field of a struct column are appended, before {@link #appendStruct}. */
  public ColumnBuilder field(int position) {
    return children.get(position);
  }

  /** Appends the list of what was appended to {@link #elements} since the last one. */
  public ColumnBuilder appendList() {
    int row = grow();
    int end = elements().length;
    int count = end - elementsBefore;
    Spans.set(values.segment(), row, count == 0 ? 0 : elementsBefore, count);
    elementsBefore = end;
    return this;
  }

  /** Appends the struct of what was appended to each {@link #field}: one value. */
  public ColumnBuilder appendStruct() {
    int row = grow();
    for (ColumnBuilder field : children) {
      if (field.length != row + 1) {
        throw new IllegalStateException(
            "a field of %s has %d values in row %d".formatted(type, field.length, row));
      }
    }
    return this;
  }

  /** The number of values so far. */
  public int length() {
    return length;
  }

  /** Appends a null. */
  public ColumnBuilder appendNull() {
    if (type.layout() == Layout.FIELDS) {
      children.forEach(ColumnBuilder::appendNull);
    }
    int row = grow();
    validityBitmap()
        .set(
            ValueLayout.JAVA_BYTE,
            row >>> 3,
            (byte) (validityBitmap().get(ValueLayout.JAVA_BYTE, row >>> 3) & ~(1 << (row & 7))));
    return this;
  }

  /** Appends to a boolean column. */
  public ColumnBuilder append(boolean value) {
    int row = grow();
    if (value) {
      MemorySegment bits = values.segment();
      byte old = bits.get(ValueLayout.JAVA_BYTE, row >>> 3);
      bits.set(ValueLayout.JAVA_BYTE, row >>> 3, (byte) (old | 1 << (row & 7)));
    }
    return this;
  }

  /**
   * Appends to an integer, date or timestamp column; narrower ones keep the low bits, and uint64
   * all 64 of them.
   */
  public ColumnBuilder append(long value) {
    int row = grow();
    MemorySegment slots = values.segment();
    switch (type.byteWidth()) {
      case 1 -> slots.set(ValueLayout.JAVA_BYTE, row, (byte) value);
      case 2 -> slots.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * row, (short) value);
      case 4 -> slots.set(INT, 4L * row, (int) value);
      case 8 -> slots.set(LONG, 8L * row, value);
      default -> throw new IllegalArgumentException(type + " takes no integer");
    }
    return this;
  }

  /** Appends to a floating column. */
  public ColumnBuilder append(double value) {
    int row = grow();
    if (type == DType.FLOAT64) {
      values.segment().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * row, value);
    } else if (type == DType.FLOAT32) {
      values.segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * row, (float) value);
    } else {
      throw new IllegalArgumentException(type + " takes no double");
    }
    return this;
  }

  /** Appends to a decimal column; a value that the type cannot hold exactly is an error. */
  public ColumnBuilder append(BigDecimal value) {
    if (!(type instanceof DecimalType decimal)) {
      throw new IllegalArgumentException(type + " takes no decimal");
    }
    BigInteger unscaled;
    try {
      unscaled = value.setScale(decimal.scale(), RoundingMode.UNNECESSARY).unscaledValue();
    } catch (ArithmeticException e) {
      throw new ComputeException(value + " has more digits behind the point than " + type, e);
    }
    if (unscaled.abs().compareTo(BigInteger.TEN.pow(decimal.precision())) >= 0) {
      throw new ComputeException(value + " has more digits than " + type);
    }
    int row = grow();
    Decimals.of(values.segment(), decimal.precision())
        .set(row, unscaled.shiftRight(64).longValue(), unscaled.longValue());
    return this;
  }

  /** Appends to a column of intervals. */
  public ColumnBuilder append(CalendarInterval value) {
    if (!type.equals(DType.INTERVAL)) {
      throw new IllegalArgumentException(type + " takes no interval");
    }
    int row = grow();
    values.segment().set(INT, 16L * row, value.months());
    values.segment().set(INT, 16L * row + 4, value.days());
    values.segment().set(LONG, 16L * row + 8, value.nanos());
    return this;
  }

  /** Appends text, or the value of a categorical that has this name. */
  public ColumnBuilder append(String value) {
    if (type instanceof CategoricalType categorical) {
      return append((long) categorical.code(value));
    }
    return append(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes to a text or binary column. */
  public ColumnBuilder append(byte[] value) {
    return append(MemorySegment.ofArray(value), 0, value.length);
  }

  /** Appends {@code count} bytes of {@code source} from {@code from} to a text or binary column. */
  public ColumnBuilder append(MemorySegment source, long from, int count) {
    if (!type.isView()) {
      throw new IllegalArgumentException(type + " takes no bytes");
    }
    int row = grow();
    MemorySegment views = values.segment();
    views.set(INT, 16L * row, count);
    if (count <= Values.INLINE) {
      MemorySegment.copy(source, from, views, 16L * row + 4, count);
    } else {
      MemorySegment heap = heapWith(count);
      MemorySegment.copy(source, from, heap, heapUsed, count);
      MemorySegment.copy(source, from, views, 16L * row + 4, 4);
      views.set(INT, 16L * row + 8, heaps.size() - 1);
      views.set(INT, 16L * row + 12, heapUsed);
      heapUsed += count;
    }
    return this;
  }

  /**
   * Appends the fixed-width value whose slot begins at {@code from} in {@code source}; a boolean is
   * one byte there, 0 or 1.
   */
  public ColumnBuilder appendSlot(MemorySegment source, long from) {
    if (type.layout() == Layout.BITMAP) {
      return append(source.get(ValueLayout.JAVA_BYTE, from) != 0);
    }
    if (type.isView() || type.isNested()) {
      throw new IllegalArgumentException(type + " has no slot of its own");
    }
    long row = grow();
    MemorySegment.copy(source, from, values.segment(), type.byteWidth() * row, type.byteWidth());
    return this;
  }

  /** The finished vector, owned by the caller; this builder is done. */
  public ColumnVector build() {
    finished = true;
    return switch (type) {
      case ListType _ -> ColumnVector.list(length, values, validity, elements().build());
      case StructType struct -> {
        values.close();
        List<ColumnVector> fields = children.stream().map(ColumnBuilder::build).toList();
        yield ColumnVector.struct(struct, length, validity, fields);
      }
      default ->
          type.isView()
              ? ColumnVector.views(type, length, values, validity, Heaps.of(heaps))
              : ColumnVector.flat(type, length, values, validity);
    };
  }

  /** Frees what was appended, unless {@link #build} handed it out. */
  @Override
  public void close() {
    if (!finished) {
      finished = true;
      values.close();
      if (validity != null) {
        validity.close();
      }
      heaps.forEach(NativeBuffer::close);
      children.forEach(ColumnBuilder::close);
    }
  }

  private MemorySegment heapWith(int count) {
    if (heaps.isEmpty() || heaps.getLast().size() - heapUsed < count) {
      long next =
          heaps.isEmpty() ? LEAST_HEAP_BYTES : Math.min(HEAP_BYTES, 2 * heaps.getLast().size());
      heaps.add(budget.allocate(Math.max(next, count)));
      heapUsed = 0;
    }
    return heaps.getLast().segment();
  }

  private MemorySegment validityBitmap() {
    NativeBuffer bitmap = validity;
    if (bitmap == null) {
      bitmap = budget.allocate((capacity + 7) / 8);
      bitmap.segment().fill((byte) -1);
      validity = bitmap;
    }
    return bitmap.segment();
  }

  private int grow() {
    if (length == capacity) {
      int larger = Math.multiplyExact(capacity, 2);
      values = moved(values, bytes(capacity), bytes(larger), (byte) 0);
      if (validity != null) {
        validity = moved(validity, (capacity + 7) / 8, (larger + 7) / 8, (byte) -1);
      }
      capacity = larger;
    }
    return length++;
  }

  private NativeBuffer moved(NativeBuffer old, long used, long size, byte fill) {
    NativeBuffer larger = budget.allocate(size);
    MemorySegment target = larger.segment();
    MemorySegment.copy(old.segment(), 0, target, 0, used);
    target.asSlice(used).fill(fill);
    old.close();
    return larger;
  }

  private long bytes(int rows) {
    return type.layout() == Layout.BITMAP ? (rows + 7) / 8 : (long) type.byteWidth() * rows;
  }
}
