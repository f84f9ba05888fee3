package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * Integers in DELTA_BINARY_PACKED encoding: blocks of differences, cut into miniblocks of one bit
 * width each. Decodes a miniblock at a time, so a page may be larger than a batch.
 */
final class DeltaReader {
  private static final int LARGEST_MINIBLOCK = 1 << 16;
  private static final int MOST_MINIBLOCKS = 1 << 12;

  private final ByteCursor in;
  private final int perMiniblock;
  private final int count;
  private final byte[] widths;
  private final long[] buffer;

  private int left;
  private int miniblock;
  private long minDelta;
  private long last;
  private int ready;
  private int served;

  /** Reads the header; the values follow it in {@code in}. */
  DeltaReader(ByteCursor in) {
    this.in = in;
    int block = in.readVarint();
    int miniblocks = in.readVarint();
    count = in.readVarint();
    last = in.readZigzag();
    if (miniblocks < 1
        || miniblocks > MOST_MINIBLOCKS
        || block < 1
        || block % miniblocks != 0
        || block / miniblocks > LARGEST_MINIBLOCK
        || block / miniblocks % 8 != 0
        || count < 0) {
      throw new CorruptPage(
          "delta encoding: %d values in blocks of %d in %d miniblocks"
              .formatted(count, block, miniblocks));
    }
    perMiniblock = block / miniblocks;
    widths = new byte[miniblocks];
    miniblock = miniblocks;
    buffer = new long[perMiniblock];
    left = count;
    if (count > 0) {
      buffer[0] = last;
      ready = 1;
      left--;
    }
  }

  /** The number of values in all. */
  int count() {
    return count;
  }

  /** Writes the next {@code wanted} values as 64-bit slots. */
  void readLongs(int wanted, MemorySegment out, int at) {
    int done = 0;
    while (done < wanted) {
      int part = available(wanted - done);
      MemorySegment.copy(buffer, served, out, Le.LONG, 8L * (at + done), part);
      served += part;
      done += part;
    }
  }

  /** Writes the low halves of the next {@code wanted} values as 32-bit slots. */
  void readInts(int wanted, MemorySegment out, int at) {
    int done = 0;
    while (done < wanted) {
      int part = available(wanted - done);
      for (int i = 0; i < part; i++) {
        out.set(Le.INT, 4L * (at + done + i), (int) buffer[served + i]);
      }
      served += part;
      done += part;
    }
  }

  /** Writes the next {@code wanted} values, which must be lengths: 0 to 2^31 - 1. */
  void readLengths(int wanted, int[] out, int at) {
    int done = 0;
    while (done < wanted) {
      int part = available(wanted - done);
      for (int i = 0; i < part; i++) {
        long length = buffer[served + i];
        if (length < 0 || length > Integer.MAX_VALUE) {
          throw new CorruptPage("a value of %d bytes".formatted(length));
        }
        out[at + done + i] = (int) length;
      }
      served += part;
      done += part;
    }
  }

  /** Passes over the next {@code count} values, whose sums the later ones need. */
  void skip(int count) {
    for (int done = 0; done < count; ) {
      int part = available(count - done);
      served += part;
      done += part;
    }
  }

  /**
   * Passes over all blocks without decoding them: afterwards the input is behind this encoding, and
   * a reader made anew at its start gives the values.
   */
  void skipAll() {
    while (left > 0) {
      nextWidth();
      int values = Math.min(left, perMiniblock);
      in.take(packedBytes(widths[miniblock]));
      miniblock++;
      left -= values;
    }
  }

  private int available(int wanted) {
    if (served == ready) {
      decodeMiniblock();
    }
    return Math.min(wanted, ready - served);
  }

  private void decodeMiniblock() {
    if (left == 0) {
      throw new CorruptPage("the page holds fewer values than rows with values");
    }
    nextWidth();
    int width = widths[miniblock];
    int values = Math.min(left, perMiniblock);
    // Writers may cut the last miniblock short behind its last value.
    int size =
        values < perMiniblock
            ? Math.min(packedBytes(width), Math.max(in.remaining(), (values * width + 7) / 8))
            : packedBytes(width);
    long bit = 8L * in.take(size);
    sum(in.bytes(), bit, width, values);
    miniblock++;
    left -= values;
    ready = values;
    served = 0;
  }

  private void sum(MemorySegment bytes, long from, int width, int values) {
    long mask = width == 64 ? -1L : (1L << width) - 1;
    long value = last;
    long bit = from;
    for (int i = 0; i < values; i++, bit += width) {
      long at = bit >>> 3;
      int shift = (int) (bit & 7);
      long delta = bytes.get(Le.LONG, at) >>> shift;
      if (shift + width > 64) {
        delta |= (long) bytes.get(Le.BYTE, at + 8) << (64 - shift);
      }
      value += minDelta + (delta & mask);
      buffer[i] = value;
    }
    last = value;
  }

  private void nextWidth() {
    if (miniblock == widths.length) {
      minDelta = in.readZigzag();
      for (int i = 0; i < widths.length; i++) {
        widths[i] = (byte) in.readByte();
      }
      miniblock = 0;
    }
    // Widths of miniblocks behind the last value may be anything, so they are checked one by one.
    if (widths[miniblock] < 0 || widths[miniblock] > 64) {
      throw new CorruptPage("differences of %d bits".formatted(widths[miniblock] & 0xFF));
    }
  }

  private int packedBytes(int width) {
    return perMiniblock / 8 * width;
  }
}
