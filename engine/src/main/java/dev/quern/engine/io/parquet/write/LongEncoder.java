package dev.quern.engine.io.parquet.write;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Values of Parquet's INT32, INT64, FLOAT and DOUBLE: all that fits into 64 bits. */
final class LongEncoder extends ValueEncoder {
  /** Slots that are loaded from native memory at once. */
  private static final int BLOCK = 1024;

  private final DType type;
  private final int width;
  private final LongTable table;
  private final LongBounds page;
  private final LongBounds bounds;
  private final long[] block = new long[BLOCK];

  LongEncoder(DType type, int dictionaryLimit) {
    this.type = type;
    this.width = PhysicalSchema.width(type);
    this.table = new LongTable(dictionaryLimit / width);
    this.page = new LongBounds(type, width);
    this.bounds = new LongBounds(type, width);
  }

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    long room = Math.max(out.size() == 0 ? 1 : 0, (limit - out.size()) / width);
    int end = (int) Math.min(to, from + room);
    for (int at = from; at < end; at += BLOCK) {
      int count = Math.min(BLOCK, end - at);
      load(flat, slots, at, count);
      page.observe(block, count);
      store(count, out);
    }
    return end - from;
  }

  @Override
  int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = Math.min(BLOCK, n - done);
      load(flat, slots, done, count);
      for (int i = 0; i < count; i++) {
        int code = table.intern(block[i]);
        if (code < 0) {
          return done + i;
        }
        codes[at + done + i] = code;
      }
    }
    return n;
  }

  @Override
  int intern(ColumnVector flat, int slot) {
    load(flat, new int[] {slot}, 0, 1);
    return table.intern(block[0]);
  }

  @Override
  int dictionarySize() {
    return table.size();
  }

  @Override
  long dictionaryBytes() {
    return (long) table.size() * width;
  }

  @Override
  void dictionary(GrowableBuffer out) {
    for (int code = 0; code < table.size(); code++) {
      put(table.value(code), out);
    }
  }

  @Override
  long decodedBytes(int[] codes, int n) {
    return (long) n * width;
  }

  @Override
  void decode(int[] codes, int n, GrowableBuffer out) {
    observe(codes, n);
    for (int i = 0; i < n; i++) {
      put(table.value(codes[i]), out);
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

  private void observe(int[] codes, int n) {
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      for (int i = 0; i < count; i++) {
        block[i] = table.value(codes[at + i]);
      }
      page.observe(block, count);
    }
  }

  private void load(ColumnVector flat, int[] slots, int from, int count) {
    MemorySegment values = flat.values();
    if (type.isUnsigned()) {
      int bytes = type.byteWidth();
      for (int i = 0; i < count; i++) {
        block[i] = Slots.unsigned(values, bytes, slots[from + i]);
      }
      return;
    }
    switch (flat.type().byteWidth()) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          block[i] = values.get(ValueLayout.JAVA_BYTE, slots[from + i]);
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          block[i] = values.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * slots[from + i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          block[i] = values.get(GrowableBuffer.INT, 4L * slots[from + i]);
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          block[i] = values.get(GrowableBuffer.LONG, 8L * slots[from + i]);
        }
      }
      default -> throw new IllegalArgumentException(type + " takes more than 64 bits");
    }
    if (type instanceof DecimalType decimal && width == 4) {
      requireInts(decimal, count);
    }
    if (type instanceof TimestampType timestamp && timestamp.unit() == TimeUnit.SECOND) {
      secondsToMillis(count);
    }
  }

  private void requireInts(DecimalType decimal, int count) {
    long lost = 0;
    for (int i = 0; i < count; i++) {
      lost |= block[i] ^ (int) block[i];
    }
    if (lost != 0) {
      throw new ComputeException(
          "a value of a column of " + decimal + " has more digits than that");
    }
  }

  /** Parquet has no timestamps in seconds. */
  private void secondsToMillis(int count) {
    for (int i = 0; i < count; i++) {
      long seconds = block[i];
      long millis = seconds * 1000;
      if (millis / 1000 != seconds) {
        throw new ComputeException(
            "timestamp %d s: Parquet counts milliseconds, and so many do not fit into 64 bits"
                .formatted(seconds));
      }
      block[i] = millis;
    }
  }

  private void store(int count, GrowableBuffer out) {
    long at = out.size();
    MemorySegment target = out.room((long) count * width);
    if (width == 4) {
      for (int i = 0; i < count; i++) {
        target.set(GrowableBuffer.INT, at + 4L * i, (int) block[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        target.set(GrowableBuffer.LONG, at + 8L * i, block[i]);
      }
    }
    out.advance((long) count * width);
  }

  private void put(long value, GrowableBuffer out) {
    if (width == 4) {
      out.putInt((int) value);
    } else {
      out.putLong(value);
    }
  }
}
