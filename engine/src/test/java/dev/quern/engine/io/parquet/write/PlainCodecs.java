package dev.quern.engine.io.parquet.write;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Decompressors for parquet-java that need no Hadoop, and are none of those under test. */
public final class PlainCodecs implements CompressionCodecFactory {

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("only reading");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput bytes, int size) throws IOException {
        byte[] compressed = bytes.toInputStream().readAllBytes();
        return BytesInput.from(PlainCodecs.decompress(codec, compressed, size));
      }

      @Override
      public void decompress(
          ByteBuffer input, int compressedSize, ByteBuffer output, int uncompressedSize)
          throws IOException {
        byte[] compressed = new byte[compressedSize];
        input.get(compressed);
        output.put(PlainCodecs.decompress(codec, compressed, uncompressedSize));
      }

      @Override
      public void release() {}
    };
  }

  @Override
  public void release() {}

  private static byte[] decompress(CompressionCodecName codec, byte[] bytes, int size)
      throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> bytes;
      case SNAPPY -> Snappy.uncompress(bytes);
      case GZIP -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      case ZSTD -> Zstd.decompress(bytes, size);
      case LZO, BROTLI, LZ4, LZ4_RAW -> throw new IOException(codec + " is not written");
    };
  }
}
