package dev.quern.engine.io.parquet.write;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Decimals of more than 18 digits: big-endian two's complement in as few bytes as the precision
 * needs (FIXED_LEN_BYTE_ARRAY).
 */
final class DecimalEncoder extends ValueEncoder {
  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.BIG_ENDIAN);

  private final DecimalType type;
  private final int width;
  private final BytesTable table;
  private final GrowableBuffer scratch;
  private final DecimalBounds page;
  private final DecimalBounds bounds;

  DecimalEncoder(DecimalType type, int dictionaryLimit, MemoryBudget budget) {
    this.type = type;
    this.width = PhysicalSchema.width(type);
    this.page = new DecimalBounds(width);
    this.bounds = new DecimalBounds(width);
    this.scratch = new GrowableBuffer(budget);
    this.table = new BytesTable(budget, false, dictionaryLimit);
  }

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    MemorySegment values = flat.values();
    int taken = store(values, slots, from, to, out, limit);
    for (int i = from; i < from + taken; i++) {
      page.observe(
          values.get(GrowableBuffer.LONG, 16L * slots[i] + 8),
          values.get(GrowableBuffer.LONG, 16L * slots[i]));
    }
    return taken;
  }

  private int store(
      MemorySegment values, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    int at = from;
    for (; at < to && (out.size() == 0 || out.size() + width <= limit); at++) {
      long low = values.get(GrowableBuffer.LONG, 16L * slots[at]);
      long high = values.get(GrowableBuffer.LONG, 16L * slots[at] + 8);
      int unused = 8 * (16 - width);
      if (high << unused >> unused != high) {
        throw new ComputeException("a value of a column of " + type + " has more digits than that");
      }
      // Sixteen bytes are shifted so that the wanted ones come first; the rest falls into the
      // slack.
      MemorySegment target = out.room(16);
      target.set(
          BIG_ENDIAN, out.size(), unused == 0 ? high : (high << unused) | (low >>> (64 - unused)));
      target.set(BIG_ENDIAN, out.size() + 8, low << unused);
      out.advance(width);
    }
    return at - from;
  }

  @Override
  int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at) {
    for (int i = 0; i < n; i++) {
      scratch.clear();
      store(flat.values(), slots, i, i + 1, scratch, width);
      int code = table.intern(scratch.segment(), 0, width);
      if (code < 0) {
        return i;
      }
      codes[at + i] = code;
    }
    return n;
  }

  @Override
  int intern(ColumnVector flat, int slot) {
    int[] code = {-1};
    return intern(flat, new int[] {slot}, 1, code, 0) == 1 ? code[0] : -1;
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
    return (long) n * width;
  }

  @Override
  void decode(int[] codes, int n, GrowableBuffer out) {
    observe(codes, n);
    for (int i = 0; i < n; i++) {
      out.put(table.page().segment(), table.start(codes[i]), width);
    }
  }

  @Override
  @Nullable Bounds endPage(int[] codes, int n) {
    observe(codes, n);
    Bounds result = page.result();
    bounds.add(page);
    page.clear();
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
    scratch.close();
  }

  private void observe(int[] codes, int n) {
    MemorySegment entries = table.page().segment();
    for (int i = 0; i < n; i++) {
      // More than 18 digits take more than 8 bytes.
      long start = table.start(codes[i]);
      long high = entries.get(BIG_ENDIAN, start) >> (8 * (16 - width));
      long low = entries.get(BIG_ENDIAN, start + width - 8);
      page.observe(high, low);
    }
  }
}
