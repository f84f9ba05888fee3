package dev.quern.engine.io.parquet.read;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import dev.quern.engine.UnsupportedDataException;
import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.lang.foreign.MemorySegment;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/**
 * The decompression contexts of one reader, made when first needed. Native code where it loads (it
 * comes inside the jars), Java otherwise. Used by one thread at a time.
 */
final class Decompressors implements AutoCloseable {
  private @Nullable Decompressor snappy;
  private @Nullable Decompressor lz4;
  private @Nullable Decompressor zstd;
  private @Nullable ZstdDecompressCtx zstdNative;
  private @Nullable Gzip gzip;

  /** Whether pages of this codec can be read at all. */
  static boolean supports(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4, LZ4_RAW -> true;
      case LZO, BROTLI -> false;
    };
  }

  /** Fills {@code target} from {@code source}; anything but exactly filling it is an error. */
  void decompress(CompressionCodec codec, MemorySegment source, MemorySegment target) {
    long size;
    try {
      size =
          switch (codec) {
            case UNCOMPRESSED -> copy(source, target);
            case SNAPPY -> snappy().decompress(source, target);
            case GZIP -> gzip().decompress(source, target);
            case ZSTD -> zstd(source, target);
            case LZ4_RAW -> lz4().decompress(source, target);
            case LZ4 -> HadoopLz4.decompress(lz4(), source, target);
            case LZO, BROTLI ->
                throw new UnsupportedDataException("compression " + codec + " cannot be read");
          };
    } catch (MalformedInputException
        | ZstdException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new CorruptPage(
          "the page does not decompress with %s: %s".formatted(codec, e.getMessage()), e);
    }
    if (size != target.byteSize()) {
      throw new CorruptPage(
          "the page decompresses with %s to %d bytes; its header says %d"
              .formatted(codec, size, target.byteSize()));
    }
  }

  /**
   * The most bytes that {@code stored} bytes can decompress to: a header that says more is refused
   * before memory is asked for.
   */
  static long mostBytes(CompressionCodec codec, long stored) {
    // The longest match of each format over the bits that it takes at least, generously rounded.
    long ratio =
        switch (codec) {
          case UNCOMPRESSED -> 1;
          case SNAPPY -> 64;
          case GZIP -> 1_100;
          case LZ4, LZ4_RAW, LZO -> 260;
          case ZSTD, BROTLI -> 1 << 16;
        };
    return ratio * stored + (codec == CompressionCodec.UNCOMPRESSED ? 0 : 64);
  }

  @Override
  public void close() {
    if (zstdNative != null) {
      zstdNative.close();
      zstdNative = null;
    }
    if (gzip != null) {
      gzip.close();
      gzip = null;
    }
  }

  private static long copy(MemorySegment source, MemorySegment target) {
    MemorySegment.copy(source, 0, target, 0, source.byteSize());
    return source.byteSize();
  }

  private Decompressor snappy() {
    Decompressor made = snappy;
    if (made == null) {
      made = SnappyDecompressor.create();
      snappy = made;
    }
    return made;
  }

  private Decompressor lz4() {
    Decompressor made = lz4;
    if (made == null) {
      made = Lz4Decompressor.create();
      lz4 = made;
    }
    return made;
  }

  private Gzip gzip() {
    Gzip made = gzip;
    if (made == null) {
      made = new Gzip();
      gzip = made;
    }
    return made;
  }

  private long zstd(MemorySegment source, MemorySegment target) {
    if (!ZstdNative.LOADED) {
      Decompressor made = zstd;
      if (made == null) {
        made = new ZstdJavaDecompressor();
        zstd = made;
      }
      return made.decompress(source, target);
    }
    ZstdDecompressCtx made = zstdNative;
    if (made == null) {
      made = new ZstdDecompressCtx();
      zstdNative = made;
    }
    return made.decompressDirectByteBuffer(
        target.asByteBuffer(),
        0,
        (int) target.byteSize(),
        source.asByteBuffer(),
        0,
        (int) source.byteSize());
  }

  /** Whether zstd's own library could be unpacked and loaded: tried once. */
  private static final class ZstdNative {
    static final boolean LOADED = load();

    private static boolean load() {
      try {
        Native.load();
        return true;
      } catch (LinkageError e) {
        System.getLogger(Decompressors.class.getName())
            .log(System.Logger.Level.INFO, "zstd runs in Java: {0}", e.getMessage());
        return false;
      }
    }
  }
}
