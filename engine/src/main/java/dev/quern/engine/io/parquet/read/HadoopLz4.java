package dev.quern.engine.io.parquet.read;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The deprecated codec LZ4: blocks in Hadoop's framing, each behind its decompressed and its
 * compressed length in big endian. Some writers left the framing out under the same name, so what
 * does not parse as framed is tried as one bare block.
 */
final class HadoopLz4 {
  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final int PREFIX = 8;

  private HadoopLz4() {}

  static long decompress(Decompressor lz4, MemorySegment source, MemorySegment target) {
    try {
      long size = framed(lz4, source, target);
      if (size == target.byteSize()) {
        return size;
      }
    } catch (MalformedInputException | IllegalArgumentException e) {
      return bare(lz4, source, target, e);
    }
    return lz4.decompress(source, target);
  }

  private static long bare(
      Decompressor lz4, MemorySegment source, MemorySegment target, RuntimeException framed) {
    try {
      return lz4.decompress(source, target);
    } catch (MalformedInputException | IllegalArgumentException e) {
      e.addSuppressed(framed);
      throw e;
    }
  }

  /* The bytes written, or -1 when this is no framing. */
  private static long framed(Decompressor lz4, MemorySegment source, MemorySegment target) {
    long in = 0;
    long out = 0;
    while (in < source.byteSize()) {
      if (source.byteSize() - in < PREFIX) {
        return -1;
      }
      int decompressed = source.get(LENGTH, in);
      int compressed = source.get(LENGTH, in + 4);
      in += PREFIX;
      if (compressed < 0
          || compressed > source.byteSize() - in
          || decompressed < 0
          || decompressed > target.byteSize() - out) {
        return -1;
      }
      int size = lz4.decompress(source.asSlice(in, compressed), target.asSlice(out, decompressed));
      if (size != decompressed) {
        return -1;
      }
      in += compressed;
      out += decompressed;
    }
    return out;
  }
}
