package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Columns whose values have one width, and the codes of dictionaries. */
final class FixedDecoder {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final long DAY = 86_400_000L;

  private final BodyReader body;

  FixedDecoder(BodyReader body) {
    this.body = body;
  }

  /** Values that lie in the file as they do here. */
  ColumnVector slots(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    NativeBuffer values = body.read(buffer, (long) type.width() * rows);
    if (type.type() instanceof CategoricalType categorical) {
      check(categorical, values, rows, validity);
    }
    return ColumnVector.flat(type.type(), rows, values, validity);
  }

  private void check(
      CategoricalType type, NativeBuffer codes, int rows, @Nullable NativeBuffer validity) {
    for (int row = 0; row < rows; row++) {
      int code = codes.segment().get(INT, 4L * row);
      if (Integer.compareUnsigned(code, type.size()) >= 0 && isValid(validity, row)) {
        codes.close();
        throw new DataException(
            "%s: the code %d in row %d, of %d names"
                .formatted(body.where(), code, row, type.size()));
      }
    }
  }

  /** Booleans; those under a null become false. */
  ColumnVector bits(int buffer, int rows, @Nullable NativeBuffer validity) {
    NativeBuffer values = body.read(buffer, (rows + 7L) / 8);
    if (validity != null) {
      MemorySegment bits = values.segment();
      MemorySegment valid = validity.segment();
      for (int row = 0; row < rows; row += 64) {
        Bitmaps.setWord(bits, row, Bitmaps.word(bits, row) & Bitmaps.word(valid, row));
      }
    }
    return ColumnVector.flat(DType.BOOL, rows, values, validity);
  }

  /** Decimals of 32 or 64 bits of a type that takes more here. */
  ColumnVector shortDecimals(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer narrow = body.read(buffer, (long) type.width() * rows)) {
      int width = type.type().byteWidth();
      NativeBuffer wide = body.budget().allocate((long) width * rows);
      MemorySegment from = narrow.segment();
      MemorySegment to = wide.segment();
      for (int row = 0; row < rows; row++) {
        long value = integer(from, type, row);
        if (width == Long.BYTES) {
          to.set(LONG, 8L * row, value);
        } else {
          to.set(LONG, 16L * row, value);
          to.set(LONG, 16L * row + 8, value >> 63);
        }
      }
      return ColumnVector.flat(type.type(), rows, wide, validity);
    }
  }

  /** 128-bit decimals of a type that takes 64 bits here. */
  ColumnVector decimals(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer wide = body.read(buffer, 16L * rows)) {
      NativeBuffer narrow = body.budget().allocate(8L * rows);
      MemorySegment from = wide.segment();
      for (int row = 0; row < rows; row++) {
        long low = from.get(LONG, 16L * row);
        if (from.get(LONG, 16L * row + 8) != low >> 63 && isValid(validity, row)) {
          narrow.close();
          throw new DataException(
              "%s: the value in row %d has more digits than its type, %s"
                  .formatted(body.where(), row, type.type()));
        }
        narrow.segment().set(LONG, 8L * row, low);
      }
      return ColumnVector.flat(type.type(), rows, narrow, validity);
    }
  }

  /** 16-bit floats, which become 32-bit ones exactly. */
  ColumnVector halves(int buffer, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer halves = body.read(buffer, 2L * rows)) {
      NativeBuffer floats = body.budget().allocate(4L * rows);
      for (int row = 0; row < rows; row++) {
        float value = Float.float16ToFloat(halves.segment().get(SHORT, 2L * row));
        floats.segment().set(INT, 4L * row, Float.floatToRawIntBits(value));
      }
      return ColumnVector.flat(DType.FLOAT32, rows, floats, validity);
    }
  }

  /** Dates as milliseconds; a part of a day, which there should not be, is dropped. */
  ColumnVector days(int buffer, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer millis = body.read(buffer, 8L * rows)) {
      NativeBuffer days = body.budget().allocate(4L * rows);
      for (int row = 0; row < rows; row++) {
        long day = Math.floorDiv(millis.segment().get(LONG, 8L * row), DAY);
        if (day != (int) day && isValid(validity, row)) {
          days.close();
          throw new DataException(
              "%s: a date %d days from 1970 in row %d: more than 32 bits hold"
                  .formatted(body.where(), day, row));
        }
        days.segment().set(INT, 4L * row, (int) day);
      }
      return ColumnVector.flat(DType.DATE, rows, days, validity);
    }
  }

  /** 32-bit times of day, {@code micros} microseconds each. */
  ColumnVector times(
      int buffer, WireType type, long micros, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer counts = body.read(buffer, 4L * rows)) {
      NativeBuffer times = body.budget().allocate(8L * rows);
      for (int row = 0; row < rows; row++) {
        times.segment().set(LONG, 8L * row, micros * counts.segment().get(INT, 4L * row));
      }
      return ColumnVector.flat(type.type(), rows, times, validity);
    }
  }

  /** Intervals of months, or of days and milliseconds. */
  ColumnVector intervals(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer stored = body.read(buffer, (long) type.width() * rows)) {
      NativeBuffer intervals = body.budget().allocate(16L * rows);
      for (int row = 0; row < rows; row++) {
        int first = stored.segment().get(INT, (long) type.width() * row);
        boolean isMonths = type.form() == WireType.Form.MONTHS;
        long nanos = isMonths ? 0 : 1_000_000L * stored.segment().get(INT, 8L * row + 4);
        intervals.segment().set(INT, 16L * row, isMonths ? first : 0);
        intervals.segment().set(INT, 16L * row + 4, isMonths ? 0 : first);
        intervals.segment().set(LONG, 16L * row + 8, nanos);
      }
      return ColumnVector.flat(type.type(), rows, intervals, validity);
    }
  }

  /**
   * The codes of a dictionary column as 32-bit integers, owned by the caller: none is negative, and
   * those under a null are 0. That they are below the dictionary's size is for it to check.
   */
  NativeBuffer codes(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    try (NativeBuffer stored = body.read(buffer, (long) type.width() * rows)) {
      NativeBuffer codes = body.budget().allocate(4L * rows);
      for (int row = 0; row < rows; row++) {
        long code = isValid(validity, row) ? integer(stored.segment(), type, row) : 0;
        if (code < 0 || code > Integer.MAX_VALUE) {
          codes.close();
          throw new DataException("%s: the code %d in row %d".formatted(body.where(), code, row));
        }
        codes.segment().set(INT, 4L * row, (int) code);
      }
      return codes;
    }
  }

  static boolean isValid(@Nullable NativeBuffer validity, int row) {
    return validity == null || Bitmaps.get(validity.segment(), row);
  }

  private static long integer(MemorySegment values, WireType type, int row) {
    return switch (type.width()) {
      case 1 -> {
        byte value = values.get(ValueLayout.JAVA_BYTE, row);
        yield type.signed() ? value : value & 0xffL;
      }
      case 2 -> {
        short value = values.get(SHORT, 2L * row);
        yield type.signed() ? value : value & 0xffffL;
      }
      case 4 -> {
        int value = values.get(INT, 4L * row);
        yield type.signed() ? value : value & 0xffffffffL;
      }
      case 8 -> values.get(LONG, 8L * row);
      default -> throw new IllegalArgumentException("integers of " + type.width() + " bytes");
    };
  }
}
