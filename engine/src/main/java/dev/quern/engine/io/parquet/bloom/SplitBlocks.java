package dev.quern.engine.io.parquet.bloom;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The arithmetic of split block Bloom filters, as BloomFilter.md of Apache Parquet has it: blocks
 * of eight 32-bit words. The upper half of a hash chooses the block, the lower half a bit in each
 * of its words.
 */
final class SplitBlocks {
  /** Bytes of a block. */
  static final int BLOCK = 32;

  private static final int WORDS = 8;
  private static final int WORD_BITS = 32;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private SplitBlocks() {}

  /** Which of {@code blocks} blocks a hash is in. */
  static long blockOf(long hash, long blocks) {
    return ((hash >>> 32) * blocks) >>> 32;
  }

  /** Adds a hash to the block at {@code block}. */
  static void insert(MemorySegment filter, long block, long hash) {
    for (int i = 0; i < WORDS; i++) {
      long at = block + 4L * i;
      filter.set(WORD, at, filter.get(WORD, at) | bit(hash, i));
    }
  }

  /** Whether a hash may have been added to the block at {@code block}. */
  static boolean mayContain(MemorySegment filter, long block, long hash) {
    for (int i = 0; i < WORDS; i++) {
      if ((filter.get(WORD, block + 4L * i) & bit(hash, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * How often the filter would say of a value that was not added that it may have been, from 0 to
   * 1, if each two neighbouring blocks were one.
   */
  static double errorWhenFolded(MemorySegment filter, long blocks) {
    double sum = 0;
    for (long block = 0; block < blocks; block += 2) {
      double error = 1;
      for (int i = 0; i < WORDS; i++) {
        error *= (double) Integer.bitCount(folded(filter, block, i)) / WORD_BITS;
      }
      sum += error;
    }
    return sum / (blocks / 2.0);
  }

  /** How often the filter errs. */
  static double error(MemorySegment filter, long blocks) {
    double sum = 0;
    for (long block = 0; block < blocks; block++) {
      double error = 1;
      for (int i = 0; i < WORDS; i++) {
        error *= (double) Integer.bitCount(filter.get(WORD, block * BLOCK + 4L * i)) / WORD_BITS;
      }
      sum += error;
    }
    return sum / blocks;
  }

  /** Makes one block of each two: the filter of half the size, since {@link #blockOf} halves. */
  static void fold(MemorySegment filter, long blocks) {
    for (long block = 0; block < blocks; block += 2) {
      for (int i = 0; i < WORDS; i++) {
        filter.set(WORD, block / 2 * BLOCK + 4L * i, folded(filter, block, i));
      }
    }
  }

  private static int folded(MemorySegment filter, long block, int word) {
    long at = block * BLOCK + 4L * word;
    return filter.get(WORD, at) | filter.get(WORD, at + BLOCK);
  }

  private static int bit(long hash, int word) {
    return 1 << (((int) hash * SALT[word]) >>> 27);
  }
}
