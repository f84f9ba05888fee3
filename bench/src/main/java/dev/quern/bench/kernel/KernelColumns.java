package dev.quern.bench.kernel;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The columns that kernel benchmarks run over. A call takes the next morsel of {@value #ROWS} rows:
 * with {@code morsels=1} all is in cache, with 2048 every column is 128 MB and memory is the limit.
 */
@State(Scope.Thread)
public class KernelColumns {

  /** Rows of a kernel call. */
  public static final int ROWS = 8192;

  /** Groups of the group numbers. */
  static final int GROUPS = 1000;

  /** {@code scalar} or {@code simd}. */
  @Param({"scalar", "simd"})
  public String tier = "simd";

  /** Morsels that invocations go round in. */
  @Param("1")
  public int morsels = 1;

  private final MemoryBudget budget = MemoryBudget.root("kernel benchmark", 8L << 30);
  private final List<NativeBuffer> buffers = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(42);

  private Kernels kernels = Kernels.scalar();
  private MemorySegment a = MemorySegment.NULL;
  private MemorySegment b = a;
  private MemorySegment c = a;
  private MemorySegment out = a;
  private MemorySegment longs = a;
  private MemorySegment ints = a;
  private MemorySegment rows = a;
  private MemorySegment groups = a;
  private MemorySegment bits = a;
  private int morsel;

  /** Makes the columns. */
  @Setup
  public void build() {
    kernels = tier.equals("simd") ? Kernels.simd().orElseThrow() : Kernels.scalar();
    int n = ROWS * morsels;
    a = allocate(8L * n);
    b = allocate(8L * n);
    c = allocate(8L * n);
    out = allocate(16L * n);
    longs = allocate(8L * n);
    ints = allocate(4L * n);
    rows = allocate(4L * n);
    groups = allocate(4L * n);
    bits = allocate(Bitmaps.byteSize(n));
    for (int i = 0; i < n; i++) {
      Slots.setFloat64(a, i, random.nextDouble() * 10);
      Slots.setFloat64(b, i, random.nextDouble());
      Slots.setFloat64(c, i, random.nextDouble());
      Slots.setInt64(longs, i, random.nextInt(1_000_000));
      Slots.setInt32(ints, i, random.nextInt(1, 30_000));
      Slots.setInt32(rows, i, random.nextInt(ROWS));
      Slots.setInt32(groups, i, random.nextInt(GROUPS));
      Bitmaps.set(bits, i, random.nextInt(100) < 50);
    }
  }

  /** The tier's kernels, for one call: goes on to the next morsel. */
  Kernels kernels() {
    next();
    return kernels;
  }

  /** Goes on to the next morsel. */
  void next() {
    morsel = morsel + 1 == morsels ? 0 : morsel + 1;
  }

  MemorySegment allocate(long bytes) {
    NativeBuffer buffer = budget.allocateZeroed(bytes);
    buffers.add(buffer);
    return buffer.segment();
  }

  SplittableRandom random() {
    return random;
  }

  /** FLOAT64 from 0 to 10. */
  MemorySegment a() {
    return slice(a, 8);
  }

  /** FLOAT64 from 0 to 1. */
  MemorySegment b() {
    return slice(b, 8);
  }

  /** FLOAT64 from 0 to 1. */
  MemorySegment c() {
    return slice(c, 8);
  }

  /** INT64 below a million. */
  MemorySegment longs() {
    return slice(longs, 8);
  }

  /** INT32 from 1 to 30,000. */
  MemorySegment ints() {
    return slice(ints, 4);
  }

  /** Row numbers of a morsel. */
  MemorySegment rows() {
    return slice(rows, 4);
  }

  /** Group numbers. */
  MemorySegment groups() {
    return slice(groups, 4);
  }

  /** A bitmap of about as many ones as zeros. */
  MemorySegment bits() {
    long bytes = Bitmaps.byteSize(ROWS);
    return bits.asSlice(morsel * bytes, bytes);
  }

  /** Room for 16 bytes a row. */
  MemorySegment out() {
    return slice(out, 16);
  }

  private MemorySegment slice(MemorySegment column, long width) {
    return column.asSlice(morsel * width * ROWS, width * ROWS);
  }

  /** The form of a constant of FLOAT64. */
  static long constant(double value) {
    return LaneType.FLOAT64.bits(value);
  }

  /** Frees the columns. */
  @TearDown
  public void free() {
    buffers.forEach(NativeBuffer::close);
    budget.close();
  }
}
