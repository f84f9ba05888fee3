package dev.quern.engine.kernel;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Columns for kernel tests: segments that end exactly where the contract says they may, at various
 * offsets in their buffers, with garbage in null slots and past the last row. Everything is freed
 * on close.
 */
final class KernelData implements AutoCloseable {

  /** Row counts around lanes, words and blocks. */
  static final int[] SIZES = {
    0, 1, 4, 6, 13, 25, 63, 64, 65, 207, 702, 1023, 1024, 1025, 4098, 8192
  };

  /** Fewer of them, for tests that cross many types. */
  static final int[] FEW_SIZES = {0, 1, 13, 63, 64, 65, 207, 1025, 2500};

  /** Percentages of valid rows; -1 is a column without a bitmap. */
  static final int[] SHARES = {-1, 0, 1, 50, 99, 100};

  final SplittableRandom random;
  private final long seed;
  private final MemoryBudget budget;
  private final List<NativeBuffer> buffers = new ArrayList<>();

  KernelData(MemoryBudget budget, long seed) {
    this.budget = budget;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** Scalar and vector kernels; the build runs with the module, so both are there. */
  static List<Kernels> tiers() {
    return List.of(Kernels.scalar(), Kernels.simd().orElseThrow());
  }

  /** Garbage of exactly so many bytes. */
  MemorySegment allocate(long bytes) {
    long offset = 64L * random.nextInt(4);
    NativeBuffer buffer = budget.allocate(bytes + offset);
    buffers.add(buffer);
    MemorySegment segment = buffer.segment().asSlice(offset, bytes);
    for (long i = 0; i < bytes; i++) {
      segment.set(Slots.INT8, i, (byte) random.nextInt());
    }
    return segment;
  }

  MemorySegment allocate(LaneType type, int n) {
    return allocate((long) n * type.byteWidth());
  }

  MemorySegment bitmap(int n) {
    return allocate(Bitmaps.byteSize(n));
  }

  /** A bitmap with {@code percent} ones, or {@link Bitmaps#ALL_VALID} for -1. */
  MemorySegment bitmap(int n, int percent) {
    if (percent < 0) {
      return Bitmaps.ALL_VALID;
    }
    MemorySegment bits = bitmap(n);
    for (int i = 0; i < n; i++) {
      Bitmaps.set(bits, i, random.nextInt(100) < percent);
    }
    return bits;
  }

  /** Numbers of at most {@code bits} bits; with {@code extremes} one in 50 is an extreme. */
  MemorySegment integers(LaneType type, int n, int bits, boolean extremes) {
    MemorySegment values = allocate(type, n);
    long[] special = {type.minValue(), type.maxValue(), type.minValue() + 1, -1, 0, 1};
    for (int i = 0; i < n; i++) {
      long value = random.nextLong() >> (64 - bits);
      boolean isSpecial = extremes && random.nextInt(50) == 0;
      set(type, values, i, isSpecial ? special[random.nextInt(special.length)] : value);
    }
    return values;
  }

  /** Floats of many magnitudes; with {@code extremes} one in 8 is NaN, infinite, zero, tiny. */
  MemorySegment floats(LaneType type, int n, boolean extremes) {
    MemorySegment values = allocate(type, n);
    double[] special = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.0,
      -0.0,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Float.MIN_VALUE,
      Double.MAX_VALUE,
      Float.MAX_VALUE,
      1.0,
      -1.0
    };
    for (int i = 0; i < n; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 7));
      boolean isSpecial = extremes && random.nextInt(8) == 0;
      set(type, values, i, isSpecial ? special[random.nextInt(special.length)] : value);
    }
    return values;
  }

  /** A column of any type: integers of all bits, floats with extremes. */
  MemorySegment any(LaneType type, int n) {
    return type.isFloating()
        ? floats(type, n, true)
        : integers(type, n, random.nextBoolean() ? 3 : 8 * type.byteWidth(), true);
  }

  /** Row numbers below {@code bound}, one in four of them -1 when {@code holes}. */
  MemorySegment rowNumbers(int n, int bound, boolean holes) {
    MemorySegment rows = allocate(LaneType.INT32, n);
    for (int i = 0; i < n; i++) {
      Slots.setInt32(rows, i, holes && random.nextInt(4) == 0 ? -1 : random.nextInt(bound));
    }
    return rows;
  }

  static void set(LaneType type, MemorySegment values, int row, long value) {
    switch (type) {
      case INT8, UINT8 -> Slots.setInt8(values, row, (byte) value);
      case INT16, UINT16 -> Slots.setInt16(values, row, (short) value);
      case INT32, UINT32 -> Slots.setInt32(values, row, (int) value);
      case INT64, UINT64 -> Slots.setInt64(values, row, value);
      case FLOAT32 -> Slots.setFloat32(values, row, (float) value);
      case FLOAT64 -> Slots.setFloat64(values, row, (double) value);
    }
  }

  static void set(LaneType type, MemorySegment values, int row, double value) {
    switch (type) {
      case FLOAT32 -> Slots.setFloat32(values, row, (float) value);
      case FLOAT64 -> Slots.setFloat64(values, row, value);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          throw new IllegalArgumentException(type.toString());
    }
  }

  /** The integer in a slot, or the bits of a float. */
  static long bits(LaneType type, MemorySegment values, int row) {
    return switch (type) {
      case INT8 -> Slots.int8(values, row);
      case INT16 -> Slots.int16(values, row);
      case INT32 -> Slots.int32(values, row);
      case INT64 -> Slots.int64(values, row);
      case UINT8, UINT16, UINT32, UINT64 -> Slots.unsigned(values, type.byteWidth(), row);
      case FLOAT32 -> values.get(Slots.INT32, 4L * row);
      case FLOAT64 -> values.get(Slots.INT64, 8L * row);
    };
  }

  static double number(LaneType type, MemorySegment values, int row) {
    return type.toDouble(bits(type, values, row));
  }

  /** A copy at another place, to find out whether an input was changed or to run in place. */
  MemorySegment copy(MemorySegment values) {
    MemorySegment copy = allocate(values.byteSize());
    MemorySegment.copy(values, 0, copy, 0, values.byteSize());
    return copy;
  }

  /** What a failure message starts with. */
  String context(Kernels tier, Object what, int n, int share) {
    return "seed "
        + seed
        + ", "
        + tier.name()
        + ", "
        + what
        + ", n "
        + n
        + ", valid "
        + share
        + "%";
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
    buffers.clear();
  }
}
