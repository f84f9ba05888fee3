package dev.quern.engine.kernel.scalar;

/**
 * The hash functions of keys, row by row. Integers go through Stafford's "mix 13" finaliser (a
 * bijection that passes the usual avalanche tests), bytes through 64 x 64 -> 128 bit
 * multiplications folded to 64 bits, the construction of wyhash and of umash before it.
 */
public final class Hashing {

  /** The hash of null. */
  public static final long NULL = 0x5851F42D4C957F2DL;

  /** What is added to an integer before mixing, so that 0 does not hash to 0. */
  public static final long SEED = 0x9E3779B97F4A7C15L;

  /** First multiplier of the finaliser. */
  public static final long MIX_1 = 0xBF58476D1CE4E5B9L;

  /** Second multiplier of the finaliser. */
  public static final long MIX_2 = 0x94D049BB133111EBL;

  private static final long BYTES_1 = 0xA0761D6478BD642FL;
  private static final long BYTES_2 = 0xE7037ED1A0B428DBL;

  private Hashing() {}

  /** The hash of an integer of any width. */
  public static long of(long value) {
    long x = value + SEED;
    x = (x ^ x >>> 30) * MIX_1;
    x = (x ^ x >>> 27) * MIX_2;
    return x ^ x >>> 31;
  }

  /** The hash of a float of either width. */
  public static long of(double value) {
    return of(Double.isNaN(value) ? 0x7FF8000000000000L : Double.doubleToRawLongBits(value + 0.0));
  }

  /** The hash of a 128-bit integer. */
  public static long of(long high, long low) {
    return of(low ^ of(high));
  }

  /** The hash of a key that had {@code hash} before the part that hashes to {@code next}. */
  public static long combine(long hash, long next) {
    return of(hash * SEED + next);
  }

  /** The hash of two words of a string whose length is part of them. */
  static long words(long first, long second) {
    return finish(fold(first ^ BYTES_1, second ^ BYTES_2));
  }

  /** One step over 16 more bytes. */
  static long step(long hash, long first, long second) {
    return fold(first ^ BYTES_1, second ^ hash);
  }

  private static long fold(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ (a * b);
  }

  /** Mixes what one folded multiplication leaves uneven when few bits of the key differ. */
  static long finish(long hash) {
    long x = (hash ^ hash >>> 32) * MIX_1;
    return x ^ x >>> 32;
  }
}
