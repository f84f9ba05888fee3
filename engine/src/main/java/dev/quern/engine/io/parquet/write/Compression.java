package dev.quern.engine.io.parquet.write;

import org.apache.parquet.format.CompressionCodec;

/** How the pages of a Parquet file are compressed. */
public enum Compression {
  /** Not at all. */
  UNCOMPRESSED(CompressionCodec.UNCOMPRESSED),
  /** Fast and weak: about half of what {@link #ZSTD} saves. */
  SNAPPY(CompressionCodec.SNAPPY),
  /** Slow: for readers that know nothing newer. */
  GZIP(CompressionCodec.GZIP),
  /** Strong, and nearly as fast to read as {@link #SNAPPY}: the default. */
  ZSTD(CompressionCodec.ZSTD);

  private final CompressionCodec codec;

  Compression(CompressionCodec codec) {
    this.codec = codec;
  }

  CompressionCodec codec() {
    return codec;
  }
}
