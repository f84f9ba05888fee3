package dev.quern.engine.io.ipc;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.quern.engine.DataException;
import io.airlift.compress.v3.lz4.Lz4Compressor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** How the buffers of a record batch are compressed, each for itself. */
public enum BufferCodec {
  /** Not at all. */
  NONE,
  /** LZ4's frame format. */
  LZ4,
  /** A zstd frame. */
  ZSTD;

  private static final int ZSTD_LEVEL = 1;
  private static final int LZ4_MOST_RATIO = 255;

  /**
   * Checks that {@code source} can become as many bytes as it claims, before they are allocated.
   *
   * @param where what errors name
   * @throws DataException when it cannot
   */
  public void checkSize(MemorySegment source, long claimed, String where) {
    boolean possible =
        switch (this) {
          case NONE -> claimed == source.byteSize();
          case LZ4 -> claimed / LZ4_MOST_RATIO <= source.byteSize();
          case ZSTD -> claimed <= Integer.MAX_VALUE && zstdMayBe(source, claimed);
        };
    if (claimed < 0 || !possible) {
      throw new DataException(
          "%s: a buffer of %d bytes claims to have been %d before %s compressed it"
              .formatted(where, source.byteSize(), claimed, this));
    }
  }

  /**
   * Fills the first {@code size} bytes of {@code target}, behind which 64 more can be written.
   *
   * @throws DataException when {@code source} is broken, or is not of just so many bytes
   */
  public void decompress(MemorySegment source, MemorySegment target, long size, String where) {
    switch (this) {
      case NONE -> MemorySegment.copy(source, 0, target, 0, size);
      case LZ4 -> Lz4Frame.decompress(source, target, size, where);
      case ZSTD -> unzstd(source, target.asSlice(0, size), where);
    }
  }

  /** The most bytes that {@code size} bytes become. */
  public long maxSize(long size) {
    return switch (this) {
      case NONE -> size;
      case LZ4 -> Lz4Frame.maxSize(size);
      case ZSTD -> Zstd.compressBound(size);
    };
  }

  /**
   * Writes {@code source}, below 2 GiB, to {@code target}, which has room for {@link #maxSize};
   * returns how many bytes it became. Both are native.
   */
  public long compress(MemorySegment source, MemorySegment target) {
    return switch (this) {
      case NONE -> {
        target.copyFrom(source);
        yield source.byteSize();
      }
      case LZ4 -> Lz4Frame.compress(source, target, Lz4Compressor.create());
      case ZSTD -> {
        ByteBuffer to = target.asByteBuffer();
        ByteBuffer from = source.asByteBuffer();
        yield Zstd.compressDirectByteBuffer(
            to, 0, to.capacity(), from, 0, from.capacity(), ZSTD_LEVEL);
      }
    };
  }

  private static boolean zstdMayBe(MemorySegment source, long claimed) {
    if (source.byteSize() > Integer.MAX_VALUE) {
      return false;
    }
    ByteBuffer frame = source.asByteBuffer();
    long said = Zstd.getDirectByteBufferFrameContentSize(frame, 0, frame.capacity(), false);
    // Zero or less: the frame does not say, or is none at all, which decompression will find out.
    return said <= 0 || said == claimed;
  }

  private static void unzstd(MemorySegment source, MemorySegment target, String where) {
    ByteBuffer from = source.asByteBuffer();
    ByteBuffer to = target.asByteBuffer();
    long size;
    try {
      size = Zstd.decompressDirectByteBuffer(to, 0, to.capacity(), from, 0, from.capacity());
    } catch (ZstdException e) {
      throw new DataException(where + ": a zstd buffer is broken: " + e.getMessage(), e);
    }
    if (Zstd.isError(size) || size != to.capacity()) {
      throw new DataException(
          "%s: a zstd buffer is broken: %s"
              .formatted(
                  where,
                  Zstd.isError(size) ? Zstd.getErrorName(size) : "it has " + size + " bytes"));
    }
  }
}
