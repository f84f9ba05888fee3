package dev.quern.bench.suite;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Three columns of uniform doubles, a bitmap of the first one's values below a half, and room. */
final class Columns implements AutoCloseable {
  /** Values below this have a one in the bitmap. */
  static final double LIMIT = 0.5;

  /** Rows of a kernel call: three columns of a morsel fit the second-level cache. */
  static final int MORSEL = 16_384;

  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final List<NativeBuffer> buffers = new ArrayList<>();
  final int rows;
  final MemorySegment a;
  final MemorySegment b;
  final MemorySegment c;
  final MemorySegment out;
  final MemorySegment bits;
  final MemorySegment bitsOut;
  final MemorySegment scratch;

  /** Columns of {@code rows} values; a multiple of {@link #MORSEL}, or one morsel and less. */
  Columns(MemoryBudget budget, int rows) {
    this.rows = rows;
    this.a = values(budget, 1);
    this.b = values(budget, 2);
    this.c = values(budget, 3);
    this.out = zeros(budget, 8L * rows);
    this.bits = zeros(budget, Bitmaps.byteSize(rows));
    this.bitsOut = zeros(budget, Bitmaps.byteSize(rows));
    this.scratch = zeros(budget, 8L * MORSEL);
    for (int row = 0; row < rows; row++) {
      Bitmaps.set(bits, row, a.getAtIndex(DOUBLE, row) < LIMIT);
    }
  }

  /** The values of the morsel that begins at {@code row}. */
  static MemorySegment values(MemorySegment column, int row, int count) {
    return column.asSlice(8L * row, 8L * count);
  }

  /** The bitmap of the morsel that begins at {@code row}. */
  static MemorySegment bits(MemorySegment bitmap, int row, int count) {
    return bitmap.asSlice(row / 8, Bitmaps.byteSize(count));
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
  }

  /* The upper bits of a Weyl sequence: uniform, and easily made in any language. */
  private MemorySegment values(MemoryBudget budget, long seed) {
    MemorySegment values = zeros(budget, 8L * rows);
    for (int row = 0; row < rows; row++) {
      long bits = ((row + seed) * 0x9E3779B97F4A7C15L) >>> 11;
      values.setAtIndex(DOUBLE, row, bits * 0x1p-53);
    }
    return values;
  }

  private MemorySegment zeros(MemoryBudget budget, long bytes) {
    NativeBuffer buffer = budget.allocateZeroed(bytes);
    buffers.add(buffer);
    return buffer.segment();
  }
}
