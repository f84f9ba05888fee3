package dev.quern.engine.io.parquet.bloom;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.io.OutputFile;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.jspecify.annotations.Nullable;

/**
 * The Bloom filter of the column chunk under construction.
 *
 * <p>Nobody knows beforehand how many different values come. So it is filled at the size that is
 * right if all are different, and in the end folded to half as often as it still errs for no more
 * than one value in a hundred; what its bits say of that is exact.
 */
public final class BloomFilterBuilder implements AutoCloseable {
  private static final int SEED = 0;
  private static final int MOST_BYTES = 1 << 20;

  /** One value in a hundred is worth the bits: 9.7 for each different value. */
  private static final double ERROR = 0.01;

  private static final double BITS_PER_VALUE = 9.7;

  /** A filter that errs more often, since more values came than fit, is left out. */
  private static final double USELESS = 0.1;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final MemoryBudget budget;
  private final int width;
  private final int bytes;
  private @Nullable NativeBuffer buffer;

  /**
   * An empty filter, whose memory is allocated with the first value.
   *
   * @param width the bytes of a value in PLAIN encoding; 0 when each has its length before it
   * @param mostValues how many values may come
   */
  public BloomFilterBuilder(MemoryBudget budget, int width, int mostValues) {
    this.budget = budget;
    this.width = width;
    long enough = (long) (mostValues * BITS_PER_VALUE / Byte.SIZE);
    this.bytes = Math.clamp(2 * Long.highestOneBit(enough), SplitBlocks.BLOCK, MOST_BYTES);
  }

  /** Adds the values that stand in PLAIN encoding in the first {@code size} bytes. */
  public void add(MemorySegment values, long size) {
    MemorySegment filter = filter();
    long blocks = bytes / SplitBlocks.BLOCK;
    long at = 0;
    while (at < size) {
      long hash;
      if (width == Long.BYTES) {
        hash = XxHash64Hasher.hash(values.get(LONG, at));
        at += width;
      } else {
        long from = width == 0 ? at + Integer.BYTES : at;
        long length = width == 0 ? values.get(INT, at) : width;
        hash = XxHash64JavaHasher.hash(values.asSlice(from, length), SEED);
        at = from + length;
      }
      SplitBlocks.insert(filter, SplitBlocks.blockOf(hash, blocks) * SplitBlocks.BLOCK, hash);
    }
  }

  /**
   * Writes the filter of the values so far behind what {@code file} has, and begins the next one.
   * Returns its bytes; 0 when there are no values, or too many.
   */
  public int write(OutputFile file) {
    NativeBuffer full = buffer;
    if (full == null) {
      return 0;
    }
    long blocks = bytes / SplitBlocks.BLOCK;
    MemorySegment filter = full.segment();
    while (blocks > 1 && SplitBlocks.errorWhenFolded(filter, blocks) <= ERROR) {
      SplitBlocks.fold(filter, blocks);
      blocks /= 2;
    }
    int written = 0;
    if (SplitBlocks.error(filter, blocks) <= USELESS) {
      byte[] header = header((int) blocks * SplitBlocks.BLOCK);
      file.write(ByteBuffer.wrap(header));
      file.write(filter.asSlice(0, blocks * SplitBlocks.BLOCK));
      written = header.length + (int) blocks * SplitBlocks.BLOCK;
    }
    close();
    return written;
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }

  private MemorySegment filter() {
    NativeBuffer known = buffer;
    if (known == null) {
      known = budget.allocateZeroed(bytes);
      buffer = known;
    }
    return known.segment();
  }

  private static byte[] header(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writeBloomFilterHeader(
          new BloomFilterHeader(
              bytes,
              BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
              BloomFilterHash.XXHASH(new XxHash()),
              BloomFilterCompression.UNCOMPRESSED(new Uncompressed())),
          out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }
}
