package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import io.airlift.compress.v3.lz4.Lz4Compressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * LZ4's frame format, version 1.6.3 of its description: a header, blocks with their lengths, and a
 * zero.
 *
 * <p>The blocks are decoded here, since the library's decoder takes each for itself and Arrow's C++
 * writers link them: a block refers to the 64 KiB before it. Checksums are stepped over.
 */
final class Lz4Frame {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final int MAGIC = 0x184d2204;
  private static final int VERSION_MASK = 0xc0;
  private static final int VERSION = 0x40;
  private static final int INDEPENDENT = 0x20;
  private static final int BLOCK_CHECKSUM = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int DICTIONARY = 0x01;
  private static final int STORED = 1 << 31;

  private static final int BLOCK = 4 << 20;
  private static final int BLOCK_4_MIB = 0x70;
  // The second byte of xxHash32 of the two bytes before it.
  private static final int HEADER_CHECKSUM = 0x73;
  private static final int HEADER = 7;

  private static final int LEAST_MATCH = 4;
  private static final int SHORT = 32;

  private Lz4Frame() {}

  /** The most bytes that {@code size} bytes become: stored blocks and their lengths. */
  static long maxSize(long size) {
    long blocks = size / BLOCK + 1;
    // The compressor wants its own bound as room, whatever it then uses of it.
    return HEADER + 4 + size + blocks * 4 + BLOCK / 255 + 64;
  }

  /** Writes a frame of independent blocks; returns its length. */
  static long compress(MemorySegment source, MemorySegment target, Lz4Compressor compressor) {
    target.set(INT, 0, MAGIC);
    target.set(ValueLayout.JAVA_BYTE, 4, (byte) (VERSION | INDEPENDENT));
    target.set(ValueLayout.JAVA_BYTE, 5, (byte) BLOCK_4_MIB);
    target.set(ValueLayout.JAVA_BYTE, 6, (byte) HEADER_CHECKSUM);
    long at = HEADER;
    for (long from = 0; from < source.byteSize(); from += BLOCK) {
      int size = (int) Math.min(BLOCK, source.byteSize() - from);
      MemorySegment block = source.asSlice(from, size);
      long room = compressor.maxCompressedLength(size);
      int compressed = compressor.compress(block, target.asSlice(at + 4, room));
      if (compressed < size) {
        target.set(INT, at, compressed);
        at += 4 + compressed;
      } else {
        target.set(INT, at, size | STORED);
        MemorySegment.copy(block, 0, target, at + 4, size);
        at += 4 + size;
      }
    }
    target.set(INT, at, 0);
    return at + 4;
  }

  /**
   * Fills the first {@code size} bytes of {@code target}.
   *
   * @throws DataException when the frame is broken or has not just so many bytes
   */
  static void decompress(MemorySegment source, MemorySegment target, long size, String where) {
    try {
      long end = blocks(source, target, size, where);
      if (end != size) {
        throw new DataException(
            "%s: an LZ4 buffer has %d bytes instead of %d".formatted(where, end, size));
      }
    } catch (IndexOutOfBoundsException e) {
      throw new DataException(where + ": an LZ4 buffer is broken: " + e.getMessage(), e);
    }
  }

  private static long blocks(MemorySegment source, MemorySegment target, long size, String where) {
    int flags = source.get(ValueLayout.JAVA_BYTE, 4);
    if (source.get(INT, 0) != MAGIC || (flags & VERSION_MASK) != VERSION) {
      throw new DataException(where + ": an LZ4 buffer does not begin with an LZ4 frame");
    }
    if ((flags & DICTIONARY) != 0) {
      throw new UnsupportedDataException(where + ": an LZ4 buffer with a dictionary");
    }
    long from = (flags & CONTENT_SIZE) != 0 ? HEADER + 8L : HEADER;
    int trailer = (flags & BLOCK_CHECKSUM) != 0 ? 4 : 0;
    long at = 0;
    while (true) {
      int length = source.get(INT, from);
      from += 4;
      if (length == 0) {
        return at;
      }
      int bytes = length & ~STORED;
      if (bytes > source.byteSize() - from) {
        throw new IndexOutOfBoundsException("a block of " + bytes + " bytes");
      }
      if (length < 0) {
        checkRoom(at, bytes, size);
        MemorySegment.copy(source, from, target, at, bytes);
        at += bytes;
      } else {
        at = block(source, from, from + bytes, target, at, size);
      }
      from += bytes + (long) trailer;
    }
  }

  /** Decodes the block between {@code from} and {@code to}; returns where its output ends. */
  private static long block(
      MemorySegment source, long from, long to, MemorySegment target, long at, long size) {
    long in = from;
    long out = at;
    while (in < to) {
      int token = source.get(ValueLayout.JAVA_BYTE, in++) & 0xff;
      long literals = (long) token >>> 4;
      if (literals == 15) {
        int more;
        do {
          more = byteAt(source, in++, to);
          literals += more;
        } while (more == 255);
      }
      checkRoom(in, literals, to);
      checkRoom(out, literals, size);
      copy(source, in, target, out, literals);
      in += literals;
      out += literals;
      if (in == to) {
        return out;
      }
      int distance = byteAt(source, in, to) | (byteAt(source, in + 1, to) << 8);
      in += 2;
      long length = (token & 15L) + LEAST_MATCH;
      if ((token & 15) == 15) {
        int more;
        do {
          more = byteAt(source, in++, to);
          length += more;
        } while (more == 255);
      }
      if (distance == 0 || distance > out) {
        throw new IndexOutOfBoundsException("a match " + distance + " bytes back at " + out);
      }
      checkRoom(out, length, size);
      match(target, out, distance, length);
      out += length;
    }
    return out;
  }

  private static int byteAt(MemorySegment source, long at, long end) {
    if (at >= end) {
      throw new IndexOutOfBoundsException("a block ends inside a sequence");
    }
    return source.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  private static void checkRoom(long at, long count, long end) {
    if (count > end - at) {
      throw new IndexOutOfBoundsException(count + " bytes at " + at + " of " + end);
    }
  }

  /* A call of MemorySegment.copy costs more than a few words; the target has slack for whole ones. */
  private static void copy(
      MemorySegment source, long from, MemorySegment target, long to, long count) {
    if (count > SHORT || from + count + 8 > source.byteSize()) {
      MemorySegment.copy(source, from, target, to, count);
    } else {
      for (long i = 0; i < count; i += 8) {
        target.set(LONG, to + i, source.get(LONG, from + i));
      }
    }
  }

  private static void match(MemorySegment target, long out, int distance, long length) {
    long from = out - distance;
    if (distance >= length) {
      copy(target, from, target, out, length);
    } else if (distance >= 8) {
      for (long i = 0; i < length; i += 8) {
        target.set(LONG, out + i, target.get(LONG, from + i));
      }
    } else if (distance == 1) {
      target.asSlice(out, length).fill(target.get(ValueLayout.JAVA_BYTE, from));
    } else {
      for (long i = 0; i < length; i++) {
        target.set(ValueLayout.JAVA_BYTE, out + i, target.get(ValueLayout.JAVA_BYTE, from + i));
      }
    }
  }
}
