package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * 64-bit hashes of keys, one a row into an INT64 segment. Equal keys have equal hashes: integers
 * whatever their width, floats with -0.0 as 0.0 and one NaN, strings whichever buffer holds them. A
 * null has a hash of its own. All bits are well mixed, so tables take the low ones and partitioning
 * the high ones. Both twins and all machines give the same hashes, but they are not kept in files:
 * they may change between versions.
 */
public interface HashKernel {

  /** Hashes of numbers. */
  void hash(LaneType type, MemorySegment values, MemorySegment valid, MemorySegment out, int n);

  /** Hashes of 16-byte values as decimals are. */
  void hashWide(MemorySegment values, MemorySegment valid, MemorySegment out, int n);

  /** Hashes of booleans: those of the integers 0 and 1. */
  void hashBits(MemorySegment bits, MemorySegment valid, MemorySegment out, int n);

  /** Hashes of strings' bytes. */
  void hashStrings(Views strings, MemorySegment valid, MemorySegment out, int n);

  /**
   * {@code hashes[i] = mix(hashes[i], next[i])}: the hash of a longer key. The order of the parts
   * matters.
   */
  void combine(MemorySegment hashes, MemorySegment next, int n);
}
