package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** How stored values of fixed width become slots of the column's type. */
public enum Conversion {
  /** They are the same. */
  NONE,
  /** INT32 that means a signed 8-bit integer. */
  INT32_TO_INT8,
  /** INT32 that means a signed 16-bit integer. */
  INT32_TO_INT16,
  /** INT32 that counts milliseconds of the day, which become microseconds. */
  INT32_MILLIS_TO_MICROS,
  /** INT32 of which the lowest 8 bits are an unsigned integer: writers may leave others set. */
  INT32_TO_UINT8,
  /** INT32 of which the lowest 16 bits are an unsigned integer. */
  INT32_TO_UINT16,
  /** INT32 that is an unscaled decimal, of 8 bytes here. */
  INT32_TO_NARROW_DECIMAL,
  /** INT32 that is an unscaled decimal, of 16 bytes here. */
  INT32_TO_WIDE_DECIMAL,
  /** INT64 that is an unscaled decimal, of 16 bytes here. */
  INT64_TO_WIDE_DECIMAL,
  /** Bytes that are an unscaled decimal, big endian, of 8 bytes here. */
  BYTES_TO_NARROW_DECIMAL,
  /** Bytes that are an unscaled decimal, big endian, of 16 bytes here. */
  BYTES_TO_WIDE_DECIMAL,
  /** Two bytes that are an IEEE 754 half-precision number. */
  FLOAT16_TO_FLOAT32,
  /**
   * Twelve bytes: nanoseconds of the day, and the Julian day. They become microseconds, rounded
   * down, as in Spark and DuckDB: nanoseconds in 64 bits would end in the year 2262.
   */
  INT96_TO_MICROS,
  /** Twelve bytes: months, days and milliseconds, all three unsigned. */
  MILLIS_TO_INTERVAL;

  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /**
   * Converts {@code count} values of {@code width} bytes at the beginning of {@code in} to slots of
   * {@code out} from {@code at} on.
   */
  void apply(MemorySegment in, int width, int count, MemorySegment out, int at) {
    switch (this) {
      case NONE -> throw new IllegalStateException("nothing to convert");
      case INT32_TO_INT8 -> narrow8(in, count, out, at);
      case INT32_TO_INT16 -> narrow16(in, count, out, at);
      case INT32_MILLIS_TO_MICROS -> {
        for (int i = 0; i < count; i++) {
          out.set(Le.LONG, 8L * (at + i), 1_000L * in.get(Le.INT, 4L * i));
        }
      }
      case INT32_TO_UINT8 -> {
        for (int i = 0; i < count; i++) {
          out.set(Le.BYTE, at + (long) i, (byte) in.get(Le.INT, 4L * i));
        }
      }
      case INT32_TO_UINT16 -> {
        for (int i = 0; i < count; i++) {
          out.set(Le.SHORT, 2L * (at + i), (short) in.get(Le.INT, 4L * i));
        }
      }
      case INT32_TO_NARROW_DECIMAL -> {
        for (int i = 0; i < count; i++) {
          out.set(Le.LONG, 8L * (at + i), in.get(Le.INT, 4L * i));
        }
      }
      case INT32_TO_WIDE_DECIMAL -> {
        for (int i = 0; i < count; i++) {
          long value = in.get(Le.INT, 4L * i);
          put(out, at + i, value, value >> 63);
        }
      }
      case INT64_TO_WIDE_DECIMAL -> {
        for (int i = 0; i < count; i++) {
          long value = in.get(Le.LONG, 8L * i);
          put(out, at + i, value, value >> 63);
        }
      }
      case BYTES_TO_NARROW_DECIMAL, BYTES_TO_WIDE_DECIMAL -> {
        for (int i = 0; i < count; i++) {
          decimal(in, (long) i * width, width, out, at + i);
        }
      }
      case FLOAT16_TO_FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          float value = Float.float16ToFloat(in.get(Le.SHORT, 2L * i));
          out.set(Le.INT, 4L * (at + i), Float.floatToRawIntBits(value));
        }
      }
      case INT96_TO_MICROS -> micros(in, count, out, at);
      case MILLIS_TO_INTERVAL -> intervals(in, count, out, at);
    }
  }

  /**
   * Writes the big-endian integer of {@code length} bytes at {@code from} as a slot of decimals.
   */
  void decimal(MemorySegment in, long from, int length, MemorySegment out, int at) {
    long sign = length == 0 ? 0 : in.get(Le.BYTE, from) >> 7;
    long high = sign;
    long low = sign;
    for (int i = 0; i < length; i++) {
      byte next = in.get(Le.BYTE, from + i);
      if (i < length - 16 ? next != sign : i == length - 16 && (next >> 7) != sign) {
        throw new CorruptPage("a decimal of %d bytes does not fit 128 bits".formatted(length));
      }
      high = (high << 8) | (low >>> 56);
      low = (low << 8) | (next & 0xFF);
    }
    if (this == BYTES_TO_WIDE_DECIMAL) {
      put(out, at, low, high);
    } else if (high == low >> 63) {
      out.set(Le.LONG, 8L * at, low);
    } else {
      throw new CorruptPage("a decimal has more digits than its column says");
    }
  }

  private static void intervals(MemorySegment in, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      int months = in.get(Le.INT, 12L * i);
      int days = in.get(Le.INT, 12L * i + 4);
      if (months < 0 || days < 0) {
        throw new CorruptPage(
            "an interval of %s months and %s days: more than 31 bits hold"
                .formatted(Integer.toUnsignedString(months), Integer.toUnsignedString(days)));
      }
      long nanos = (in.get(Le.INT, 12L * i + 8) & 0xFFFF_FFFFL) * 1_000_000;
      put(out, at + i, months | ((long) days << Integer.SIZE), nanos);
    }
  }

  private static void put(MemorySegment out, int at, long low, long high) {
    out.set(Le.LONG, 16L * at, low);
    out.set(Le.LONG, 16L * at + 8, high);
  }

  private static void narrow8(MemorySegment in, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      int value = in.get(Le.INT, 4L * i);
      if (value != (byte) value) {
        throw new CorruptPage(value + " in a column of 8-bit integers");
      }
      out.set(Le.BYTE, at + (long) i, (byte) value);
    }
  }

  private static void narrow16(MemorySegment in, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      int value = in.get(Le.INT, 4L * i);
      if (value != (short) value) {
        throw new CorruptPage(value + " in a column of 16-bit integers");
      }
      out.set(Le.SHORT, 2L * (at + i), (short) value);
    }
  }

  private static void micros(MemorySegment in, int count, MemorySegment out, int at) {
    for (int i = 0; i < count; i++) {
      long ofDay = Math.floorDiv(in.get(Le.LONG, 12L * i), 1_000);
      long day = in.get(Le.INT, 12L * i + 8);
      // Overflow is meant: writers add the Julian epoch in 64 bits, so that the last dates of the
      // range come with a day that wrapped around.
      long value = (day - JULIAN_EPOCH) * MICROS_PER_DAY + ofDay;
      out.set(Le.LONG, 8L * (at + i), value);
    }
  }
}
