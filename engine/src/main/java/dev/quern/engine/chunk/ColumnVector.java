package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Values of one type in Arrow layout: a validity bitmap (absent when nothing is null), and either
 * the values themselves or 32-bit codes into a dictionary of distinct values.
 *
 * <pre>
 *   flat        validity | values                      fixed width, bitmap or 16-byte views
 *                          heaps                       what longer views point into
 *   list        validity | spans -> elements           a vector of the elements of all lists
 *   struct      validity | fields                      a vector per field, of as many rows
 *   dictionary  validity | int32 codes -> dictionary   a flat vector without nulls
 * </pre>
 *
 * <p>A span is where a list begins among the elements, and how many it has, 32 bits each. Spans may
 * stand in any order, overlap and leave gaps: so lists are filtered, taken and sliced as numbers
 * are, and elements are not copied, as texts are not.
 *
 * <p>Under a null stands a harmless value: an empty view or span, code 0, false, or any number. So
 * kernels may work on all slots and apply validity apart. Under a null struct, its fields may be
 * anything.
 *
 * <p>A vector is immutable and owned: {@link #retain} and {@link #slice} give further handles on
 * the same storage, and each handle is closed once. A slice begins at a multiple of 64 rows, so
 * that bitmaps always start at bit 0 of a byte.
 */
public final class ColumnVector implements AutoCloseable {
  private static final ValueLayout.OfLong BITS = ValueLayout.JAVA_LONG_UNALIGNED;

  private final DType type;
  private final ColumnStorage storage;
  private final int length;
  private final MemorySegment values;
  private final @Nullable MemorySegment validity;
  private final int offset;
  private final List<ColumnVector> fields;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int nullCount = -1;

  private ColumnVector(
      DType type, ColumnStorage storage, int offset, int length, List<ColumnVector> fields) {
    this.type = type;
    this.storage = storage;
    this.offset = offset;
    this.length = length;
    this.fields = fields;
    NativeBuffer slots = storage.values;
    MemorySegment all = slots == null ? MemorySegment.NULL : slots.segment();
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
    if (type.isView() || type.isNested()) {
      throw new IllegalArgumentException(type + " needs more than slots");
    }
    return of(type, new ColumnStorage(values, validity, Heaps.NONE, null, null), length);
  }

  /** A flat vector of views into {@code heaps}; owns everything from here on. */
  public static ColumnVector views(
      DType type, int length, NativeBuffer views, @Nullable NativeBuffer validity, Heaps heaps) {
    if (!type.isView()) {
      throw new IllegalArgumentException(type + " has no views");
    }
    return of(type, new ColumnStorage(views, validity, heaps, null, null), length);
  }

  /**
   * A vector of lists; owns everything from here on.
   *
   * @param spans per row, where its list begins and how many elements it has, which the caller has
   *     checked; 0 and 0 under a null
   * @param elements what the spans point into; of the type that lists have then
   */
  public static ColumnVector list(
      int length, NativeBuffer spans, @Nullable NativeBuffer validity, ColumnVector elements) {
    return of(
        DType.list(elements.type),
        new ColumnStorage(spans, validity, Heaps.NONE, null, elements),
        length);
  }

  /** A vector of structs; owns everything from here on. */
  public static ColumnVector struct(
      StructType type, int length, @Nullable NativeBuffer validity, List<ColumnVector> fields) {
    for (int i = 0; i < type.fields().size(); i++) {
      if (fields.get(i).length != length
          || !fields.get(i).type.equals(type.fields().get(i).type())) {
        throw new IllegalArgumentException(
            "field %s is %s, not %d rows".formatted(type.fields().get(i), fields.get(i), length));
      }
    }
    return new ColumnVector(
        type,
        new ColumnStorage(null, validity, Heaps.NONE, null, null),
        0,
        length,
        List.copyOf(fields));
  }

  /**
   * A flat vector of the type of {@code like}, which is no struct, and over the heaps or elements
   * of it; owns the buffers from here on.
   */
  public static ColumnVector like(
      ColumnVector like, int length, NativeBuffer values, @Nullable NativeBuffer validity) {
    return switch (like.type.layout()) {
      case FIXED, BITMAP -> flat(like.type, length, values, validity);
      case VIEW -> views(like.type, length, values, validity, like.heaps().retain());
      case SPAN -> list(length, values, validity, like.elements().retain());
      case FIELDS -> throw new IllegalArgumentException("a struct has no slots");
    };
  }

  private static ColumnVector of(DType type, ColumnStorage storage, int length) {
    return new ColumnVector(type, storage, 0, length, List.of());
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
    return of(
        dictionary.type, new ColumnStorage(codes, validity, Heaps.NONE, dictionary, null), length);
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

  /** What the spans of a list point into; stays owned by this. */
  public ColumnVector elements() {
    checkOpen();
    ColumnVector elements = storage.elements;
    if (elements == null) {
      throw new IllegalStateException(this + " has no elements");
    }
    return elements;
  }

  /** The fields of a struct, in the order of its type, of as many rows; they stay owned by this. */
  public List<ColumnVector> fields() {
    checkOpen();
    return fields;
  }

  /** Whether {@code other} is a handle on the same rows of the same storage. */
  @SuppressWarnings("ReferenceEquality")
  boolean isSameAs(ColumnVector other) {
    return storage == other.storage && offset == other.offset && length == other.length;
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
    List<ColumnVector> same = fields.stream().map(ColumnVector::retain).toList();
    return new ColumnVector(type, storage, offset, length, same);
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
    List<ColumnVector> parts = fields.stream().map(field -> field.slice(from, count)).toList();
    return new ColumnVector(type, storage, offset + from, count, parts);
  }

  /** The same rows, null where {@code valid} has no bit as well; only a bitmap is made. */
  public ColumnVector under(MemoryBudget budget, MemorySegment valid) {
    checkOpen();
    if (Bitmaps.isAllValid(valid)) {
      return retain();
    }
    NativeBuffer bits = budget.allocateZeroed(Bitmaps.byteSize(offset + length));
    MemorySegment own = offset == 0 ? bits.segment() : bits.segment().asSlice(offset / 8);
    Kernels.active().logic().and(validityOrAll(), valid, own, length);
    List<ColumnVector> same = fields.stream().map(ColumnVector::retain).toList();
    return new ColumnVector(type, storage.withValidity(bits), offset, length, same);
  }

  /** The same rows read as another type of the same layout and width; nothing is copied. */
  public ColumnVector reinterpret(DType other) {
    checkOpen();
    if (other.layout() != type.layout()
        || other.byteWidth() != type.byteWidth()
        || type.isNested()
        || isDictionary()) {
      throw new PlanException("%s cannot be read as %s".formatted(type, other));
    }
    storage.retain();
    return new ColumnVector(other, storage, offset, length, List.of());
  }

  /**
   * Bytes that these rows take; the strings' data, the dictionary and the elements of lists are
   * included whole.
   */
  public long byteSize() {
    long bytes = ownByteSize() + storage.heaps.byteSize();
    ColumnVector dictionary = storage.dictionary;
    ColumnVector elements = storage.elements;
    for (ColumnVector field : fields) {
      bytes += field.byteSize();
    }
    return bytes
        + (dictionary == null ? 0 : dictionary.byteSize())
        + (elements == null ? 0 : elements.byteSize());
  }

  /** Bytes of the slots and the validity of these rows. */
  long ownByteSize() {
    checkOpen();
    return storage.valueBytes(type, length) + (validity == null ? 0 : (length + 7) / 8);
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
          "column of %s, budget '%s', freed twice".formatted(type, storage.owner()));
    }
    fields.forEach(ColumnVector::close);
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
          "column of %s, budget '%s', used after it was freed".formatted(type, storage.owner()));
    }
  }
}
