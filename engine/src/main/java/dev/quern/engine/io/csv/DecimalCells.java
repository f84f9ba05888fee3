package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import java.math.BigDecimal;
import java.math.BigInteger;

/** DECIMAL with all digits of its scale, never with an exponent. */
final class DecimalCells extends CellWriter {
  private final boolean wide;
  private final int scale;

  DecimalCells(Field field, DecimalType type, CsvDialect dialect) {
    super(field, dialect);
    this.wide = type.isWide();
    this.scale = type.scale();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    Decimals decimals = new Decimals(values, wide);
    long low = decimals.low(slot);
    long high = decimals.high(slot);
    if (high == low >> 63 && low != Long.MIN_VALUE && scale < Digits.POWERS.length) {
      byte[] room = output.room(NumberText.MAX_LENGTH);
      output.advanceTo(NumberText.put(low, scale, room, output.position()));
    } else {
      output.put(big(low, high).toPlainString());
    }
  }

  private BigDecimal big(long low, long high) {
    BigInteger lower = BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
    return new BigDecimal(BigInteger.valueOf(high).shiftLeft(64).add(lower), scale);
  }
}
