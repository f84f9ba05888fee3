package dev.quern.engine.io.parquet.write;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which rows of the page under construction have a value: one bit a row. */
final class DefinitionLevels {
  private long[] words = new long[64];
  private int rows;

  /** Rows so far. */
  int rows() {
    return rows;
  }

  /**
   * Appends rows {@code from} to {@code from + count} of a validity bitmap; null means all ones.
   */
  void append(@Nullable MemorySegment validity, int from, int count) {
    int needed = ((rows + count + 63) >>> 6) + 1;
    if (needed > words.length) {
      words = Arrays.copyOf(words, Math.max(needed, words.length * 2));
    }
    for (int done = 0; done < count; done += 64) {
      int part = Math.min(64, count - done);
      long word = word(validity, from + done, part);
      int at = rows + done;
      int shift = at & 63;
      words[at >>> 6] |= word << shift;
      if (shift != 0) {
        words[(at >>> 6) + 1] |= word >>> (64 - shift);
      }
    }
    rows += count;
  }

  /** Appends the levels as a v1 data page holds them: length, then the hybrid of width 1. */
  void encode(GrowableBuffer out) {
    long start = out.size();
    out.putInt(0);
    HybridEncoder.encodeBits(words, rows, out);
    out.setInt(start, (int) (out.size() - start - 4));
  }

  /** Forgets all rows. */
  void clear() {
    Arrays.fill(words, 0, Math.min(words.length, (rows >>> 6) + 2), 0);
    rows = 0;
  }

  /** The bits of {@code count} (1 to 64) rows from any row on; those beyond are zero. */
  static long word(@Nullable MemorySegment validity, int from, int count) {
    long mask = -1L >>> (64 - count);
    if (validity == null) {
      return mask;
    }
    int at = from >>> 3;
    int shift = from & 7;
    long word = validity.get(GrowableBuffer.LONG, at) >>> shift;
    if (shift != 0) {
      word |= (long) validity.get(ValueLayout.JAVA_BYTE, at + 8L) << (64 - shift);
    }
    return word & mask;
  }
}
