package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Booleans, one bit a value. PLAIN rather than run-length encoding, which readers of v1 pages need
 * not know for them; the compressor finds the runs.
 */
final class BooleanEncoder extends PlainEncoder {
  private int filled;
  private boolean pageTrue;
  private boolean pageFalse;
  private boolean anyTrue;
  private boolean anyFalse;

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    if (out.size() == 0) {
      filled = 0;
    }
    MemorySegment bits = flat.values();
    int at = from;
    for (; at < to; at++) {
      if (filled == 0) {
        if (out.size() >= limit) {
          break;
        }
        out.putByte(0);
      }
      if (Bitmaps.get(bits, slots[at])) {
        long last = out.size() - 1;
        byte old = out.segment().get(ValueLayout.JAVA_BYTE, last);
        out.segment().set(ValueLayout.JAVA_BYTE, last, (byte) (old | (1 << filled)));
        pageTrue = true;
      } else {
        pageFalse = true;
      }
      filled = (filled + 1) & 7;
    }
    return at - from;
  }

  @Override
  @Nullable Bounds endPage(int[] codes, int n) {
    Bounds result = bounds(pageFalse, pageTrue);
    anyTrue |= pageTrue;
    anyFalse |= pageFalse;
    pageTrue = false;
    pageFalse = false;
    return result;
  }

  @Override
  @Nullable Bounds bounds() {
    return bounds(anyFalse, anyTrue);
  }

  private static @Nullable Bounds bounds(boolean hasFalse, boolean hasTrue) {
    byte[] min = {(byte) (hasFalse ? 0 : 1)};
    byte[] max = {(byte) (hasTrue ? 1 : 0)};
    return hasFalse || hasTrue ? new Bounds(min, true, max, true) : null;
  }

  @Override
  void clear() {
    anyTrue = false;
    anyFalse = false;
  }
}
