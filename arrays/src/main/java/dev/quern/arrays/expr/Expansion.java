package dev.quern.arrays.expr;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A block seen in a larger shape, axes of length 1 repeated: NumPy's broadcasting, one tile at a
 * time.
 *
 * <pre>
 *   block (1, 3)  in shape (4, 3)        x y z x y z x y z x y z
 *   block (4, 1)  in shape (4, 3)        x x x y y y z z z w w w
 * </pre>
 *
 * <p>Neighbouring axes that are both repeated or both not are joined first, so that mostly one axis
 * of each kind is left. A short row that is repeated is written out once for all tiles.
 */
final class Expansion implements AutoCloseable {
  /** Below this, a loop is faster than a call. */
  private static final int SHORT_RUN = 16;

  private final Block block;
  private final int width;
  private final int axes;
  private final long[] lengths;
  private final long[] strides;
  /* A row that is repeated, written out as often as a tile at any offset needs. */
  private final @Nullable NativeBuffer pattern;

  /** {@code block}, whose axes stand for the last ones of {@code shape}, seen as {@code shape}. */
  Expansion(MemoryBudget memory, Block block, long[] shape) {
    this.block = block;
    this.width = Block.width(block.dtype());
    this.lengths = new long[shape.length];
    this.strides = new long[shape.length];
    int count = 0;
    long stride = 1;
    for (int i = 1; i <= shape.length; i++) {
      long length = shape[shape.length - i];
      long own = i <= block.rank() ? block.length(block.rank() - i) : 1;
      if (length == 1) {
        continue;
      }
      long step = own == 1 ? 0 : stride;
      // Joined with the axis inside when it goes on where that one ends.
      if (count > 0 && (strides[count - 1] == 0) == (step == 0)) {
        lengths[count - 1] *= length;
      } else {
        lengths[count] = length;
        strides[count] = step;
        count++;
      }
      stride *= own;
    }
    this.axes = count;
    boolean rowRepeats =
        count == 2 && strides[0] == 1 && lengths[0] > 0 && lengths[0] < TileEvaluator.TILE;
    this.pattern = rowRepeats ? pattern(memory) : null;
  }

  private NativeBuffer pattern(MemoryBudget memory) {
    long rowBytes = lengths[0] * width;
    long tileBytes = Math.min(TileEvaluator.TILE, lengths[0] * lengths[1]) * width;
    long bytes = tileBytes + rowBytes;
    NativeBuffer buffer = memory.allocate(bytes);
    MemorySegment out = buffer.segment();
    MemorySegment.copy(block.values(), 0, out, 0, rowBytes);
    for (long done = rowBytes; done < bytes; done *= 2) {
      MemorySegment.copy(out, 0, out, done, Math.min(done, bytes - done));
    }
    return buffer;
  }

  /**
   * The elements {@code from} to {@code from + count} in C order of the shape: a part of the block
   * itself where they lie together, else written to {@code out}.
   */
  MemorySegment tile(long from, int count, MemorySegment out) {
    if (pattern != null) {
      long offset = from % lengths[0] * width;
      return pattern.segment().asSlice(offset, (long) count * width);
    }
    MemorySegment values = block.values();
    int done = 0;
    while (done < count) {
      long rest = from + done;
      long inner = rest % lengths[0];
      rest /= lengths[0];
      long source = inner * strides[0];
      for (int axis = 1; axis < axes; axis++) {
        source += rest % lengths[axis] * strides[axis];
        rest /= lengths[axis];
      }
      int run = (int) Math.min(count - done, lengths[0] - inner);
      if (strides[0] == 0) {
        repeat(values, source, out, done, run);
      } else if (run == count) {
        return values.asSlice(source * width, (long) count * width);
      } else {
        MemorySegment.copy(values, source * width, out, (long) done * width, (long) run * width);
      }
      done += run;
    }
    return out;
  }

  private void repeat(MemorySegment values, long source, MemorySegment out, int at, int count) {
    long bits = bits(values, source, width);
    if (count >= SHORT_RUN) {
      Kernels.active().select().fill(width, bits, 0, out.asSlice((long) at * width), count);
      return;
    }
    for (int i = at; i < at + count; i++) {
      switch (width) {
        case 1 -> out.set(ValueLayout.JAVA_BYTE, i, (byte) bits);
        case 2 -> out.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) bits);
        case 4 -> out.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, (int) bits);
        default -> out.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, bits);
      }
    }
  }

  /** The element at {@code position}, sign-extended. */
  static long bits(MemorySegment values, long position, int width) {
    return switch (width) {
      case 1 -> values.get(ValueLayout.JAVA_BYTE, position);
      case 2 -> values.get(ValueLayout.JAVA_SHORT_UNALIGNED, position << 1);
      case 4 -> values.get(ValueLayout.JAVA_INT_UNALIGNED, position << 2);
      default -> values.get(ValueLayout.JAVA_LONG_UNALIGNED, position << 3);
    };
  }

  @Override
  public void close() {
    if (pattern != null) {
      pattern.close();
    }
  }
}
