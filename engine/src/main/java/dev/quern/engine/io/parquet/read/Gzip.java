package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzip (RFC 1952) from memory to memory: any number of members one after the other, each with its
 * checksum and length verified.
 */
final class Gzip implements AutoCloseable {
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();

  /** Decompresses all members; returns the bytes written. */
  long decompress(MemorySegment source, MemorySegment target) {
    ByteBuffer out = target.asByteBuffer();
    long at = 0;
    while (at < source.byteSize()) {
      at = member(source, at, out);
    }
    return out.position();
  }

  @Override
  public void close() {
    inflater.end();
  }

  private long member(MemorySegment source, long start, ByteBuffer out) {
    long deflated = header(source, start);
    ByteBuffer in = source.asSlice(deflated).asByteBuffer();
    int from = out.position();
    inflater.reset();
    inflater.setInput(in);
    try {
      while (!inflater.finished()) {
        if (inflater.inflate(out) == 0 && !inflater.finished()) {
          throw new CorruptPage(
              out.hasRemaining()
                  ? "the gzip data ends too early"
                  : "the gzip data is longer than the page header says");
        }
      }
    } catch (DataFormatException e) {
      throw new CorruptPage("the gzip data is broken: " + e.getMessage(), e);
    }
    long trailer = deflated + in.position();
    int length = out.position() - from;
    crc.reset();
    crc.update(out.slice(from, length));
    if (source.byteSize() - trailer < TRAILER
        || source.get(Le.INT, trailer) != (int) crc.getValue()
        || source.get(Le.INT, trailer + 4) != length) {
      throw new CorruptPage("the gzip checksum or length does not fit the data");
    }
    return trailer + TRAILER;
  }

  /* Where the deflated bytes begin. */
  private static long header(MemorySegment source, long start) {
    if (source.byteSize() - start < HEADER || (source.get(Le.INT, start) & 0xFFFFFF) != 0x088B1F) {
      throw new CorruptPage("the page does not begin like gzip data");
    }
    int flags = source.get(Le.BYTE, start + 3);
    long at = start + HEADER;
    if ((flags & EXTRA) != 0) {
      at += 2 + (source.get(Le.SHORT, at) & 0xFFFF);
    }
    if ((flags & NAME) != 0) {
      at = behindZero(source, at);
    }
    if ((flags & COMMENT) != 0) {
      at = behindZero(source, at);
    }
    return (flags & HEADER_CRC) != 0 ? at + 2 : at;
  }

  private static long behindZero(MemorySegment source, long from) {
    long at = from;
    while (source.get(Le.BYTE, at) != 0) {
      at++;
    }
    return at + 1;
  }
}
