package dev.quern.engine.io.parquet.write;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
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
  private long minHigh;
  private long minLow;
  private long maxHigh;
  private long maxLow;
  private boolean any;

  DecimalEncoder(DecimalType type, int dictionaryLimit, MemoryBudget budget) {
    this.type = type;
    this.width = PhysicalSchema.width(type);
    this.scratch = new GrowableBuffer(budget);
    this.table = new BytesTable(budget, false, dictionaryLimit);
  }

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    MemorySegment values = flat.values();
    int at = from;
    for (; at < to && (out.size() == 0 || out.size() + width <= limit); at++) {
      long low = values.get(GrowableBuffer.LONG, 16L * slots[at]);
      long high = values.get(GrowableBuffer.LONG, 16L * slots[at] + 8);
      int unused = 8 * (16 - width);
      if (high << unused >> unused != high) {
        throw new ComputeException("a value of a column of " + type + " has more digits than that");
      }
      observe(high, low);
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
      plain(flat, slots, i, i + 1, scratch, width);
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
    for (int i = 0; i < n; i++) {
      out.put(table.page().segment(), table.start(codes[i]), width);
    }
  }

  @Override
  @Nullable Bounds bounds() {
    return any ? new Bounds(bytes(minHigh, minLow), true, bytes(maxHigh, maxLow), true) : null;
  }

  @Override
  void clear() {
    table.clear();
    any = false;
  }

  @Override
  public void close() {
    table.close();
    scratch.close();
  }

  private void observe(long high, long low) {
    if (!any || less(high, low, minHigh, minLow)) {
      minHigh = high;
      minLow = low;
    }
    if (!any || less(maxHigh, maxLow, high, low)) {
      maxHigh = high;
      maxLow = low;
    }
    any = true;
  }

  private static boolean less(long high, long low, long otherHigh, long otherLow) {
    return high < otherHigh || (high == otherHigh && Long.compareUnsigned(low, otherLow) < 0);
  }

  private byte[] bytes(long high, long low) {
    byte[] all = new byte[16];
    for (int i = 0; i < 8; i++) {
      all[i] = (byte) (high >>> (56 - 8 * i));
      all[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return Arrays.copyOfRange(all, 16 - width, 16);
  }
}
