package dev.quern.engine.io.parquet.write;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.PrimitiveType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Text and bytes: Parquet's BYTE_ARRAY, a 32-bit length before each value. */
final class TextEncoder extends ValueEncoder {
  /** What surely leaves a page below 2 GiB whatever the codec does. */
  private static final int LONGEST = 1 << 30;

  private final BytesTable table;
  private final TextBounds pageBounds;
  private final TextBounds bounds;

  TextEncoder(PrimitiveType type, int dictionaryLimit, MemoryBudget budget) {
    this.table = new BytesTable(budget, true, dictionaryLimit);
    this.pageBounds = new TextBounds(type == DType.UTF8);
    this.bounds = new TextBounds(type == DType.UTF8);
  }

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    MemorySegment views = flat.values();
    MemorySegment[] heaps = flat.heaps().segments();
    int at = from;
    for (; at < to; at++) {
      long view = 16L * slots[at];
      int length = views.get(GrowableBuffer.INT, view);
      if (out.size() > 0 && out.size() + 4 + length > limit) {
        break;
      }
      if (length <= Values.INLINE) {
        // All sixteen bytes of the view: its length, its bytes, and padding that is written over.
        MemorySegment target = out.room(16);
        target.set(GrowableBuffer.LONG, out.size(), views.get(GrowableBuffer.LONG, view));
        target.set(GrowableBuffer.LONG, out.size() + 8, views.get(GrowableBuffer.LONG, view + 8));
        out.advance(4L + length);
        pageBounds.observe(views, view + 4, length);
      } else {
        checkLength(length);
        MemorySegment heap = heaps[views.get(GrowableBuffer.INT, view + 8)];
        int offset = views.get(GrowableBuffer.INT, view + 12);
        out.putInt(length);
        out.put(heap, offset, length);
        pageBounds.observe(heap, offset, length);
      }
    }
    return at - from;
  }

  @Override
  int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at) {
    MemorySegment views = flat.values();
    MemorySegment[] heaps = flat.heaps().segments();
    for (int i = 0; i < n; i++) {
      int code = intern(views, heaps, slots[i]);
      if (code < 0) {
        return i;
      }
      codes[at + i] = code;
    }
    return n;
  }

  @Override
  int intern(ColumnVector flat, int slot) {
    return intern(flat.values(), flat.heaps().segments(), slot);
  }

  @Override
  int dictionarySize() {
    return table.size();
  }

  @Override
  long dictionaryBytes() {
    return table.page().size();
  }

  @Override
  void dictionary(GrowableBuffer out) {
    out.put(table.page());
  }

  @Override
  long decodedBytes(int[] codes, int n) {
    long bytes = 0;
    for (int i = 0; i < n; i++) {
      bytes += table.end(codes[i]) - table.start(codes[i]);
    }
    return bytes;
  }

  @Override
  void decode(int[] codes, int n, GrowableBuffer out) {
    observe(codes, n);
    MemorySegment page = table.page().segment();
    for (int i = 0; i < n; i++) {
      int start = table.start(codes[i]);
      out.put(page, start, table.end(codes[i]) - start);
    }
  }

  @Override
  @Nullable Bounds endPage(int[] codes, int n) {
    observe(codes, n);
    Bounds result = pageBounds.result();
    bounds.add(pageBounds);
    pageBounds.clear();
    return result;
  }

  @Override
  @Nullable Bounds bounds() {
    return bounds.result();
  }

  @Override
  void clear() {
    table.clear();
    bounds.clear();
  }

  @Override
  public void close() {
    table.close();
  }

  private void observe(int[] codes, int n) {
    MemorySegment page = table.page().segment();
    for (int i = 0; i < n; i++) {
      int start = table.start(codes[i]) + 4;
      pageBounds.observe(page, start, table.end(codes[i]) - start);
    }
  }

  private int intern(MemorySegment views, MemorySegment[] heaps, int slot) {
    long view = 16L * slot;
    int length = views.get(GrowableBuffer.INT, view);
    if (length <= Values.INLINE) {
      return table.intern(views, view + 4, length);
    }
    checkLength(length);
    MemorySegment heap = heaps[views.get(GrowableBuffer.INT, view + 8)];
    return table.intern(heap, views.get(GrowableBuffer.INT, view + 12), length);
  }

  private static void checkLength(int length) {
    if (length > LONGEST) {
      throw new UnsupportedDataException(
          "a value of %d bytes: a Parquet page holds up to %d".formatted(length, LONGEST));
    }
  }
}
