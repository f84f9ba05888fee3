package dev.quern.engine.io.parquet.write;

import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The distinct byte strings of a chunk, numbered in the order of their first appearance. They stand
 * one behind the other as PLAIN encoding wants them, so the table is the dictionary page as well.
 */
final class BytesTable implements AutoCloseable {
  private static final int FIRST = 1024;

  private final GrowableBuffer page;
  private final int prefix;
  private final long limit;
  private int[] ends = new int[FIRST / 2];
  private int[] hashes = new int[FIRST / 2];
  private int[] slots = new int[FIRST];
  private int size;

  /**
   * An empty table.
   *
   * @param prefixed whether each string has its length before it
   * @param limit the most bytes of the page
   */
  BytesTable(MemoryBudget budget, boolean prefixed, int limit) {
    this.page = new GrowableBuffer(budget);
    this.prefix = prefixed ? 4 : 0;
    this.limit = limit;
  }

  int size() {
    return size;
  }

  /** All strings in PLAIN encoding. */
  GrowableBuffer page() {
    return page;
  }

  /** Where in the page the string of this number begins, its length prefix included. */
  int start(int code) {
    return code == 0 ? 0 : ends[code - 1];
  }

  /** Where in the page the string of this number ends. */
  int end(int code) {
    return ends[code];
  }

  /**
   * The number of the string of {@code length} bytes at {@code offset}; -1 when it is new and there
   * is no room. Up to 8 bytes behind the string are read.
   */
  int intern(MemorySegment source, long offset, int length) {
    int hash = hash(source, offset, length);
    int mask = slots.length - 1;
    int at = hash & mask;
    while (true) {
      int code = slots[at] - 1;
      if (code < 0) {
        return add(source, offset, length, hash, at);
      }
      if (hashes[code] == hash && holds(code, source, offset, length)) {
        return code;
      }
      at = (at + 1) & mask;
    }
  }

  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
    page.clear();
  }

  @Override
  public void close() {
    page.close();
  }

  private boolean holds(int code, MemorySegment source, long offset, int length) {
    int start = start(code) + prefix;
    if (ends[code] - start != length) {
      return false;
    }
    MemorySegment stored = page.segment();
    if (length > 64) {
      return MemorySegment.mismatch(stored, start, start + length, source, offset, offset + length)
          < 0;
    }
    int done = 0;
    for (; done + 8 <= length; done += 8) {
      if (stored.get(GrowableBuffer.LONG, start + done)
          != source.get(GrowableBuffer.LONG, offset + done)) {
        return false;
      }
    }
    long differing =
        stored.get(GrowableBuffer.LONG, start + done)
            ^ source.get(GrowableBuffer.LONG, offset + done);
    return (differing & lowBytes(length - done)) == 0;
  }

  private int add(MemorySegment source, long offset, int length, int hash, int at) {
    if (page.size() + prefix + length > limit) {
      return -1;
    }
    if (prefix > 0) {
      page.putInt(length);
    }
    page.put(source, offset, length);
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    ends[size] = (int) page.size();
    hashes[size] = hash;
    slots[at] = ++size;
    if (size * 2 > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int code = 0; code < size; code++) {
      int at = hashes[code] & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = code + 1;
    }
  }

  /* Eight bytes a step: multiply, then fold the high half in, as the product's low bits are weak. */
  private static int hash(MemorySegment source, long offset, int length) {
    long h = length * 0x9e3779b97f4a7c15L;
    int done = 0;
    for (; done + 8 <= length; done += 8) {
      h = step(h ^ source.get(GrowableBuffer.LONG, offset + done));
    }
    if (done < length) {
      h = step(h ^ (source.get(GrowableBuffer.LONG, offset + done) & lowBytes(length - done)));
    }
    h = step(h);
    return (int) (h ^ (h >>> 32));
  }

  private static long step(long h) {
    long product = h * 0xd6e8feb86659fd93L;
    return product ^ (product >>> 32);
  }

  /** Ones in the lowest {@code count} bytes, 0 to 7. */
  private static long lowBytes(int count) {
    return (1L << (count << 3)) - 1;
  }

  /** The bytes of this number's string, copied. */
  byte[] bytes(int code) {
    int start = start(code) + prefix;
    byte[] copy = new byte[ends[code] - start];
    MemorySegment.copy(page.segment(), ValueLayout.JAVA_BYTE, start, copy, 0, copy.length);
    return copy;
  }
}
