package dev.quern.engine.function;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function for the rows of a morsel that count.
 *
 * <pre>
 *   word of 64 rows   counting and valid   -> the function, row by row
 *                     the others         -> zero or the empty text, null or not as their arguments
 * </pre>
 */
public final class RowLoop implements AutoCloseable {
  private final RowFunction function;
  private final Row in;
  private final RowResult out = new RowResult();
  private final DType type;
  private final int rows;
  private final MemoryBudget budget;
  private final @Nullable TextColumn text;
  private final @Nullable NativeBuffer numbers;
  private @Nullable NativeBuffer validity;
  private boolean handedOut;

  private RowLoop(
      MemoryBudget budget,
      RowFunction function,
      Signature signature,
      List<ColumnVector> arguments,
      DType type,
      int rows) {
    this.budget = budget;
    this.function = function;
    this.in = new Row(arguments, rows);
    this.type = type;
    this.rows = rows;
    if (type.isView()) {
      Heaps shared = signature.slicing() ? arguments.getFirst().heaps() : Heaps.NONE;
      text = new TextColumn(budget, type, rows, shared);
      numbers = null;
    } else {
      text = null;
      numbers =
          budget.allocateZeroed(
              type.layout() == Layout.BITMAP
                  ? Bitmaps.byteSize(rows)
                  : (long) type.byteWidth() * rows);
    }
  }

  /**
   * The results of {@code function}, owned by the caller.
   *
   * @param arguments flat vectors of {@code rows} values, or of one that stands for all rows
   * @param counting the rows to call it for
   * @param valid which of the other rows are null; also of those it is called for, beside the ones
   *     that it makes null
   * @param type what it gives
   */
  public static ColumnVector run(
      MemoryBudget budget,
      RowFunction function,
      Signature signature,
      List<ColumnVector> arguments,
      MemorySegment counting,
      MemorySegment valid,
      DType type,
      int rows) {
    try (RowLoop loop = new RowLoop(budget, function, signature, arguments, type, rows)) {
      for (int row = 0; row < rows; row += 64) {
        long wanted = Bitmaps.wordOrOnes(counting, row) & Bitmaps.maskBelow(row, rows);
        long nulls = loop.word(row, wanted);
        loop.setValid(row, Bitmaps.wordOrOnes(valid, row) & ~nulls);
      }
      return loop.build();
    }
  }

  /* The nulls among the rows. A method of its own, so that it is compiled while a long loop runs. */
  private long word(int row, long wanted) {
    long nulls = 0;
    long truths = 0;
    for (long left = wanted; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      in.moveTo(row + bit);
      out.clear();
      function.apply(in, out);
      if (out.isNull()) {
        nulls |= 1L << bit;
      } else if (type == DType.BOOL) {
        truths |= out.number() << bit;
      } else {
        store(row + bit);
      }
    }
    if (type == DType.BOOL && numbers != null) {
      Bitmaps.setWord(numbers.segment(), row, truths);
    }
    return nulls;
  }

  private void store(int row) {
    TextColumn texts = text;
    if (texts != null) {
      if (out.isSliced()) {
        boolean isLong = in.length(0) > Views.INLINE;
        texts.putSlice(row, in.place(0), isLong, in.lastText(0), out.sliceFrom(), out.size());
      } else {
        texts.put(row, out.bytes(), 0, out.size());
      }
      return;
    }
    NativeBuffer slots = numbers;
    if (slots == null) {
      return;
    }
    MemorySegment target = slots.segment();
    switch (type.byteWidth()) {
      case 1 -> Slots.setInt8(target, row, (byte) out.number());
      case 2 -> Slots.setInt16(target, row, (short) out.number());
      case 4 -> {
        if (type == DType.FLOAT32) {
          Slots.setFloat32(target, row, (float) out.real());
        } else {
          Slots.setInt32(target, row, (int) out.number());
        }
      }
      case 8 -> {
        if (type == DType.FLOAT64) {
          Slots.setFloat64(target, row, out.real());
        } else {
          Slots.setInt64(target, row, out.number());
        }
      }
      default -> Slots.setWide(target, row, out.high(), out.number());
    }
  }

  private void setValid(int row, long word) {
    long mask = Bitmaps.maskBelow(row, rows);
    NativeBuffer bits = validity;
    if (bits == null) {
      if ((word & mask) == mask) {
        return;
      }
      bits = budget.allocateZeroed(Bitmaps.byteSize(rows));
      validity = bits;
      for (int before = 0; before < row; before += 64) {
        Bitmaps.setWord(bits.segment(), before, -1L);
      }
    }
    Bitmaps.setWord(bits.segment(), row, word & mask);
  }

  private ColumnVector build() {
    handedOut = true;
    NativeBuffer valid = validity;
    if (text != null) {
      return text.build(valid);
    }
    if (numbers == null) {
      throw new IllegalStateException("neither text nor numbers");
    }
    return ColumnVector.flat(type, rows, numbers, valid);
  }

  @Override
  public void close() {
    if (!handedOut) {
      if (text != null) {
        text.close();
      }
      if (numbers != null) {
        numbers.close();
      }
      if (validity != null) {
        validity.close();
      }
    }
  }
}
