package dev.quern.engine.io.parquet.bloom;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.read.Place;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * The Bloom filter of a column chunk, in its file. Only what a question needs is read, the header
 * once and then a block of 32 bytes a value, so it may be of any size.
 */
public final class BloomFilter {
  /* Twice what writers need for it. */
  private static final int HEADER_BYTES = 64;

  private final InputFile file;
  private final long start;
  private final long blocks;
  private final MemorySegment block = MemorySegment.ofArray(new byte[SplitBlocks.BLOCK]);

  private BloomFilter(InputFile file, long start, long blocks) {
    this.file = file;
    this.start = start;
    this.blocks = blocks;
  }

  /**
   * Opens the filter that {@code place} begins with; null when there is none of a kind that is
   * known, or it does not end where it should: without its help more is read, and nothing is wrong.
   *
   * @param exact whether the filter is as long as its place; if not, it may be shorter
   */
  public static @Nullable BloomFilter open(InputFile file, Place place, boolean exact) {
    int most = Math.min(HEADER_BYTES, place.length());
    Header header = new Place(place.start(), most).parse(file, Header::read);
    if (header == null || !header.isKnown()) {
      return null;
    }
    int bytes = header.thrift().getNumBytes();
    int room = place.length() - header.length();
    return bytes > 0 && bytes % SplitBlocks.BLOCK == 0 && (exact ? bytes == room : bytes <= room)
        ? new BloomFilter(file, place.start() + header.length(), bytes / SplitBlocks.BLOCK)
        : null;
  }

  /* What stands before the blocks, and how long it is. */
  private record Header(BloomFilterHeader thrift, int length) {
    static Header read(InputStream in) throws IOException {
      int before = in.available();
      BloomFilterHeader header = Util.readBloomFilterHeader(in);
      return new Header(header, before - in.available());
    }

    boolean isKnown() {
      BloomFilterAlgorithm algorithm = thrift.getAlgorithm();
      BloomFilterHash hash = thrift.getHash();
      BloomFilterCompression compression = thrift.getCompression();
      return algorithm != null
          && algorithm.isSetBLOCK()
          && hash != null
          && hash.isSetXXHASH()
          && compression != null
          && compression.isSetUNCOMPRESSED();
    }
  }

  /** Whether a value may be in the column chunk; if not, it surely is not. */
  public boolean mayContain(byte[] plain) {
    long hash = XxHash64Hasher.hash(plain);
    file.read(start + SplitBlocks.blockOf(hash, blocks) * SplitBlocks.BLOCK, block);
    return SplitBlocks.mayContain(block, 0, hash);
  }
}
