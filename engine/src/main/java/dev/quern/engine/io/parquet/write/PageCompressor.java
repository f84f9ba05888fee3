package dev.quern.engine.io.parquet.write;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.airlift.compress.v3.snappy.SnappyCompressor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A codec's compressing side. Keeps its state from page to page; for one thread at a time. */
sealed interface PageCompressor extends AutoCloseable {

  /** The most bytes that {@code size} bytes become. */
  long maxSize(int size);

  /** Writes {@code source} compressed to the start of {@code target}; returns the bytes written. */
  int compress(MemorySegment source, MemorySegment target);

  @Override
  void close();

  /** The compressor of these options. */
  static PageCompressor of(ParquetWriteOptions options) {
    return switch (options.compression()) {
      case UNCOMPRESSED -> new Copying();
      case SNAPPY -> new Snappy();
      case GZIP -> new Gzip(options.level());
      case ZSTD -> new ZstdFrames(options.level());
    };
  }

  /** No compression. */
  final class Copying implements PageCompressor {
    @Override
    public long maxSize(int size) {
      return size;
    }

    @Override
    public int compress(MemorySegment source, MemorySegment target) {
      target.copyFrom(source);
      return (int) source.byteSize();
    }

    @Override
    public void close() {}
  }

  /** Snappy's raw format. */
  final class Snappy implements PageCompressor {
    private final SnappyCompressor compressor = SnappyCompressor.create();

    @Override
    public long maxSize(int size) {
      return compressor.maxCompressedLength(size);
    }

    @Override
    public int compress(MemorySegment source, MemorySegment target) {
      return compressor.compress(source, target);
    }

    @Override
    public void close() {}
  }

  /**
   * One gzip member a page (RFC 1952), without name or time so that equal input gives equal bytes.
   */
  final class Gzip implements PageCompressor {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private final Deflater deflater;

    Gzip(int level) {
      this.deflater = new Deflater(level, true);
    }

    @Override
    public long maxSize(int size) {
      // zlib's deflateBound for its default window and memory, rounded up.
      return size + (size >>> 12) + (size >>> 14) + (size >>> 25) + 64L + HEADER + TRAILER;
    }

    @Override
    public int compress(MemorySegment source, MemorySegment target) {
      ByteBuffer out = target.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      out.putInt(0x00088b1f).putInt(0).put((byte) 0).put((byte) 0xff);
      deflater.reset();
      deflater.setInput(source.asByteBuffer());
      deflater.finish();
      while (!deflater.finished()) {
        if (deflater.deflate(out) == 0 && !out.hasRemaining()) {
          throw new AssertionError("deflate went beyond its bound");
        }
      }
      CRC32 crc = new CRC32();
      crc.update(source.asByteBuffer());
      out.putInt((int) crc.getValue()).putInt((int) source.byteSize());
      return out.position();
    }

    @Override
    public void close() {
      deflater.end();
    }
  }

  /** One zstd frame a page. */
  final class ZstdFrames implements PageCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdFrames(int level) {
      context.setLevel(level);
    }

    @Override
    public long maxSize(int size) {
      return Zstd.compressBound(size);
    }

    @Override
    public int compress(MemorySegment source, MemorySegment target) {
      ByteBuffer from = source.asByteBuffer();
      ByteBuffer to = target.asByteBuffer();
      return context.compressDirectByteBuffer(to, 0, to.capacity(), from, 0, from.capacity());
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
