package dev.quern.engine.kernel.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.kernel.GemmKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products by the method of Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication" (2008): blocks of both matrices are packed into the order in which the innermost
 * loop reads them, so that the left one stays in the second-level cache.
 *
 * <pre>
 *   packed left    panels of 6 rows:             k = 0: a0 a1 .. a5   k = 1: a0 a1 .. a5  ..
 *   packed right   slivers of 2 vectors:         k = 0: b0 .. b15     k = 1: b0 .. b15    ..
 *   tile           6 rows by 2 vectors in 12 registers; with 3 more for operands it fits 16
 * </pre>
 */
public final class SimdGemm implements GemmKernel {
  private static final VectorSpecies<Double> SPECIES = Species.F64;
  private static final int LANES = SPECIES.length();
  private static final int PANEL = 6;
  private static final int SLIVER = 2 * LANES;
  private static final int VECTOR_BYTES = LANES * Double.BYTES;
  private static final int ROWS = 192;
  private static final int COLUMNS = 512;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private static final long LEFT_BYTES = 8L * ROWS * INNER_BLOCK;
  private static final long RIGHT_BYTES = 8L * (COLUMNS + SLIVER) * INNER_BLOCK;
  private static final long TILE_BYTES = 8L * PANEL * SLIVER;

  @Override
  public long scratchBytes(int rows, int columns, int inner) {
    return LEFT_BYTES + RIGHT_BYTES + TILE_BYTES;
  }

  @Override
  public void multiplyAdd(
      int rows,
      int columns,
      int inner,
      MemorySegment left,
      MemorySegment right,
      MemorySegment sum,
      MemorySegment scratch) {
    MemorySegment panels = scratch.asSlice(0, LEFT_BYTES);
    MemorySegment slivers = scratch.asSlice(LEFT_BYTES, RIGHT_BYTES);
    MemorySegment tile = scratch.asSlice(LEFT_BYTES + RIGHT_BYTES, TILE_BYTES);
    for (int j = 0; j < columns; j += COLUMNS) {
      int n = Math.min(COLUMNS, columns - j);
      for (int k = 0; k < inner; k += INNER_BLOCK) {
        int depth = Math.min(INNER_BLOCK, inner - k);
        packRight(right, (long) k * columns + j, columns, depth, n, slivers);
        for (int i = 0; i < rows; i += ROWS) {
          int m = Math.min(ROWS, rows - i);
          packLeft(left, (long) i * inner + k, inner, m, depth, panels);
          block(m, n, depth, panels, slivers, sum, (long) i * columns + j, columns, tile);
        }
      }
    }
  }

  private static void block(
      int m,
      int n,
      int depth,
      MemorySegment panels,
      MemorySegment slivers,
      MemorySegment sum,
      long at,
      int stride,
      MemorySegment tile) {
    for (int i = 0; i < m; i += PANEL) {
      long panel = 8L * i * depth;
      for (int j = 0; j < n; j += SLIVER) {
        long sliver = 8L * j * depth;
        long target = at + (long) i * stride + j;
        if (m - i >= PANEL && n - j >= SLIVER) {
          multiply(depth, panels, panel, slivers, sliver, sum, target << 3, (long) stride << 3);
        } else {
          tile.fill((byte) 0);
          multiply(depth, panels, panel, slivers, sliver, tile, 0, 8L * SLIVER);
          addTile(tile, Math.min(PANEL, m - i), Math.min(SLIVER, n - j), sum, target, stride);
        }
      }
    }
  }

  /*
   * The only loop that counts: 12 multiply-adds for 2 vector loads and 6 broadcasts. The calls are
   * written out, not in helper methods: of so many the compiler would not inline all, and a vector
   * that passes through a call is an object.
   */
  private static void multiply(
      int depth,
      MemorySegment panels,
      long panel,
      MemorySegment slivers,
      long sliver,
      MemorySegment sum,
      long target,
      long stride) {
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = s00;
    DoubleVector s10 = s00;
    DoubleVector s11 = s00;
    DoubleVector s20 = s00;
    DoubleVector s21 = s00;
    DoubleVector s30 = s00;
    DoubleVector s31 = s00;
    DoubleVector s40 = s00;
    DoubleVector s41 = s00;
    DoubleVector s50 = s00;
    DoubleVector s51 = s00;
    for (int k = 0; k < depth; k++) {
      long a = panel + 8L * PANEL * k;
      long b = sliver + 8L * SLIVER * k;
      DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, slivers, b, LITTLE_ENDIAN);
      DoubleVector b1 =
          DoubleVector.fromMemorySegment(SPECIES, slivers, b + VECTOR_BYTES, LITTLE_ENDIAN);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a + 8));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a + 16));
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a + 24));
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      DoubleVector a4 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a + 32));
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      DoubleVector a5 = DoubleVector.broadcast(SPECIES, panels.get(DOUBLE, a + 40));
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
    }
    long row = target;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s00)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s01)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
    row += stride;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s10)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s11)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
    row += stride;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s20)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s21)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
    row += stride;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s30)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s31)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
    row += stride;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s40)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s41)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
    row += stride;
    DoubleVector.fromMemorySegment(SPECIES, sum, row, LITTLE_ENDIAN)
        .add(s50)
        .intoMemorySegment(sum, row, LITTLE_ENDIAN);
    DoubleVector.fromMemorySegment(SPECIES, sum, row + VECTOR_BYTES, LITTLE_ENDIAN)
        .add(s51)
        .intoMemorySegment(sum, row + VECTOR_BYTES, LITTLE_ENDIAN);
  }

  private static void addTile(
      MemorySegment tile, int m, int n, MemorySegment sum, long target, int stride) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        long at = (target + (long) i * stride + j) << 3;
        double value = sum.get(DOUBLE, at) + tile.get(DOUBLE, 8L * (i * SLIVER + j));
        sum.set(DOUBLE, at, value);
      }
    }
  }

  /* Rows that the last panel lacks are zeros. */
  private static void packLeft(
      MemorySegment left, long at, int stride, int m, int depth, MemorySegment panels) {
    for (int i = 0; i < m; i += PANEL) {
      long panel = 8L * i * depth;
      for (int row = 0; row < PANEL; row++) {
        if (i + row < m) {
          packRow(left, at + (long) (i + row) * stride, depth, panels, panel + 8L * row);
        } else {
          for (int k = 0; k < depth; k++) {
            panels.set(DOUBLE, panel + 8L * (row + (long) k * PANEL), 0.0);
          }
        }
      }
    }
  }

  private static void packRow(
      MemorySegment left, long from, int depth, MemorySegment panels, long to) {
    for (int k = 0; k < depth; k++) {
      panels.set(DOUBLE, to + 8L * PANEL * k, left.get(DOUBLE, (from + k) << 3));
    }
  }

  /* Columns that the last sliver lacks are zeros. */
  private static void packRight(
      MemorySegment right, long at, int stride, int depth, int n, MemorySegment slivers) {
    int whole = n / SLIVER * SLIVER;
    for (int k = 0; k < depth; k++) {
      long from = (at + (long) k * stride) << 3;
      for (int j = 0; j < whole; j += SLIVER) {
        long to = 8L * j * depth + 8L * SLIVER * k;
        MemorySegment.copy(right, from + 8L * j, slivers, to, 8L * SLIVER);
      }
      if (whole < n) {
        packRest(
            right, from + 8L * whole, n - whole, slivers, 8L * whole * depth + 8L * SLIVER * k);
      }
    }
  }

  private static void packRest(
      MemorySegment right, long from, int count, MemorySegment slivers, long to) {
    for (int j = 0; j < SLIVER; j++) {
      double value = j < count ? right.get(DOUBLE, from + 8L * j) : 0.0;
      slivers.set(DOUBLE, to + 8L * j, value);
    }
  }
}
