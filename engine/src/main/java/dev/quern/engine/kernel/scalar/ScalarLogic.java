package dev.quern.engine.kernel.scalar;

import static dev.quern.engine.kernel.Bitmaps.maskBelow;
import static dev.quern.engine.kernel.Bitmaps.setWord;
import static dev.quern.engine.kernel.Bitmaps.word;
import static dev.quern.engine.kernel.Bitmaps.wordOrOnes;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Bitmap algebra by 64-bit words, which is a vector of 64 rows already. */
public final class ScalarLogic implements LogicKernel {

  @Override
  public void and(MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, wordOrOnes(left, row) & wordOrOnes(right, row) & maskBelow(row, n));
    }
  }

  @Override
  public void or(MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, (wordOrOnes(left, row) | wordOrOnes(right, row)) & maskBelow(row, n));
    }
  }

  @Override
  public void xor(MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, (wordOrOnes(left, row) ^ wordOrOnes(right, row)) & maskBelow(row, n));
    }
  }

  @Override
  public void andNot(MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, wordOrOnes(left, row) & ~wordOrOnes(right, row) & maskBelow(row, n));
    }
  }

  @Override
  public void not(MemorySegment in, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, ~wordOrOnes(in, row) & maskBelow(row, n));
    }
  }

  @Override
  public void kleeneAnd(
      MemorySegment left,
      MemorySegment leftValid,
      MemorySegment right,
      MemorySegment rightValid,
      MemorySegment out,
      MemorySegment outValid,
      int n) {
    for (int row = 0; row < n; row += 64) {
      long mask = maskBelow(row, n);
      long a = wordOrOnes(left, row);
      long aValid = wordOrOnes(leftValid, row);
      long b = wordOrOnes(right, row);
      long bValid = wordOrOnes(rightValid, row);
      long isTrue = a & aValid & b & bValid;
      long isFalse = (~a & aValid) | (~b & bValid);
      setWord(out, row, isTrue & mask);
      setWord(outValid, row, (isTrue | isFalse) & mask);
    }
  }

  @Override
  public void kleeneOr(
      MemorySegment left,
      MemorySegment leftValid,
      MemorySegment right,
      MemorySegment rightValid,
      MemorySegment out,
      MemorySegment outValid,
      int n) {
    for (int row = 0; row < n; row += 64) {
      long mask = maskBelow(row, n);
      long a = wordOrOnes(left, row);
      long aValid = wordOrOnes(leftValid, row);
      long b = wordOrOnes(right, row);
      long bValid = wordOrOnes(rightValid, row);
      long isTrue = (a & aValid) | (b & bValid);
      long isFalse = ~a & aValid & ~b & bValid;
      setWord(out, row, isTrue & mask);
      setWord(outValid, row, (isTrue | isFalse) & mask);
    }
  }

  @Override
  public int popCount(MemorySegment bits, int n) {
    if (Bitmaps.isAllValid(bits)) {
      return n;
    }
    int count = 0;
    int whole = n & -64;
    for (int row = 0; row < whole; row += 64) {
      count += Long.bitCount(word(bits, row));
    }
    return whole == n ? count : count + Long.bitCount(word(bits, whole) & maskBelow(whole, n));
  }

  @Override
  public int popCountAnd(MemorySegment left, MemorySegment right, int n) {
    int count = 0;
    for (int row = 0; row < n; row += 64) {
      count += Long.bitCount(wordOrOnes(left, row) & wordOrOnes(right, row) & maskBelow(row, n));
    }
    return count;
  }

  @Override
  public int firstSet(MemorySegment bits, int n) {
    for (int row = 0; row < n; row += 64) {
      long w = wordOrOnes(bits, row) & maskBelow(row, n);
      if (w != 0) {
        return row + Long.numberOfTrailingZeros(w);
      }
    }
    return Kernels.NONE;
  }

  @Override
  public int lastSet(MemorySegment bits, int n) {
    for (int row = n - 1 & -64; row >= 0; row -= 64) {
      long w = wordOrOnes(bits, row) & maskBelow(row, n);
      if (w != 0) {
        return row + 63 - Long.numberOfLeadingZeros(w);
      }
    }
    return Kernels.NONE;
  }

  @Override
  public void fill(boolean value, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      setWord(out, row, value ? maskBelow(row, n) : 0);
    }
  }

  @Override
  public void copy(MemorySegment source, long from, MemorySegment target, long to, int n) {
    BitCopy.copy(source, from, target, to, n);
  }

  @Override
  public void toBytes(MemorySegment bits, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long w = wordOrOnes(bits, row);
      int end = Math.min(row + 64, n);
      for (int i = row; i < end; i++) {
        Slots.setInt8(out, i, (byte) (w >>> i & 1));
      }
    }
  }

  @Override
  public void fromBytes(MemorySegment bytes, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long w = 0;
      for (int i = row; i < end; i++) {
        w |= (Slots.int8(bytes, i) != 0 ? 1L : 0L) << i;
      }
      setWord(out, row, w);
    }
  }
}
