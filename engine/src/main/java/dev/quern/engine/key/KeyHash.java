package dev.quern.engine.key;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The hashes of words and of bytes that the tables of this package use inside: multiply to 128 bits
 * and fold, as wyhash does. They never leave a table, so they need not agree with anything else.
 */
final class KeyHash {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long A = 0x9E3779B97F4A7C15L;
  private static final long B = 0xD6E8FEB86659FD93L;

  private KeyHash() {}

  /** Hashes of rows of {@code stride} words, by whichever of the methods below is for them. */
  static void rows(long[] words, int stride, int n, int[] hashes) {
    if (stride == 1) {
      one(words, n, hashes);
    } else if (stride == 2) {
      two(words, n, hashes);
    } else {
      many(words, stride, n, hashes);
    }
  }

  /** Hashes of rows of one word. */
  static void one(long[] words, int n, int[] hashes) {
    for (int i = 0; i < n; i++) {
      hashes[i] = fold(mix(words[i] ^ B));
    }
  }

  /** Hashes of rows of two words. */
  static void two(long[] words, int n, int[] hashes) {
    for (int i = 0; i < n; i++) {
      hashes[i] = fold(mix(mix(words[2 * i] ^ B) + A ^ words[2 * i + 1]));
    }
  }

  /** Hashes of rows of {@code stride} words. */
  static void many(long[] words, int stride, int n, int[] hashes) {
    for (int i = 0; i < n; i++) {
      long hash = B;
      for (int w = i * stride; w < (i + 1) * stride; w++) {
        hash = mix(hash ^ words[w]) + A;
      }
      hashes[i] = fold(hash);
    }
  }

  /** The hash of {@code length} bytes, at least 8. */
  static int bytes(MemorySegment heap, long offset, int length) {
    long hash = length ^ B;
    long last = offset + length - 8;
    for (long at = offset; at < last; at += 8) {
      hash = mix(hash ^ heap.get(LONG, at)) + A;
    }
    return fold(mix(hash ^ heap.get(LONG, last)));
  }

  private static long mix(long word) {
    return Math.multiplyHigh(word, A) ^ word * A;
  }

  private static int fold(long hash) {
    return (int) (hash ^ hash >>> 32);
  }
}
