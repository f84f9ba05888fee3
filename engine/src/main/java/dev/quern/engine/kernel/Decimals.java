package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A decimal column's unscaled integers: two's complement of 8 bytes for up to {@value
 * #NARROW_DIGITS} digits, of 16 bytes, low word first, for more.
 *
 * @param slots one integer a row
 * @param wide whether they take 16 bytes
 */
public record Decimals(MemorySegment slots, boolean wide) {

  /** The most digits that 8 bytes hold. */
  public static final int NARROW_DIGITS = 18;

  /** Columns of this precision. */
  public static Decimals of(MemorySegment slots, int precision) {
    return new Decimals(slots, isWide(precision));
  }

  /** Whether integers of so many digits take 16 bytes. */
  public static boolean isWide(int precision) {
    return precision > NARROW_DIGITS;
  }

  /** The low word of the integer at {@code row}. */
  public long low(int row) {
    return wide ? Slots.low(slots, row) : Slots.int64(slots, row);
  }

  /** The high word of the integer at {@code row}. */
  public long high(int row) {
    return wide ? Slots.high(slots, row) : Slots.int64(slots, row) >> 63;
  }

  /** Sets the integer at {@code row}; in 8 bytes the high word is lost. */
  public void set(int row, long high, long low) {
    if (wide) {
      Slots.setWide(slots, row, high, low);
    } else {
      Slots.setInt64(slots, row, low);
    }
  }
}
