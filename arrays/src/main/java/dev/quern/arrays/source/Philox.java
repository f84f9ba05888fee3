package dev.quern.arrays.source;

/**
 * The counter-based random number generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): 128 random bits out of a 64-bit key and
 * a 128-bit counter, without any state, so that element {@code i} of a stream is the same wherever
 * and in whatever order it is drawn.
 *
 * <p>Mutable only in what {@link #draw} leaves behind: to be used by one thread.
 */
final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;
  private static final double ULP = 0x1p-53;

  private final long key;
  private final long stream;
  private long first;
  private long second;

  /** The numbers of this key and stream: the counter's upper half. */
  Philox(long key, long stream) {
    this.key = key;
    this.stream = stream;
  }

  /** Draws the 128 bits at {@code counter}. */
  void draw(long counter) {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & LOW);
      long product1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    first = (long) c1 << 32 | (c0 & LOW);
    second = (long) c3 << 32 | (c2 & LOW);
  }

  /** The lower 64 of the bits drawn. */
  long first() {
    return first;
  }

  /** The upper 64 of the bits drawn. */
  long second() {
    return second;
  }

  /** A number in [0, 1) of the upper 53 of {@code bits}. */
  static double unit(long bits) {
    return (bits >>> 11) * ULP;
  }
}
