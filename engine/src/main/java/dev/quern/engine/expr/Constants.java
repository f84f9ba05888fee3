package dev.quern.engine.expr;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Constants in the forms that kernels take: as a word, or as a vector of equal values. */
final class Constants {
  private Constants() {}

  /** Whether {@code expr} is a constant that is not null. */
  static boolean isValue(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() != null;
  }

  /** Whether {@code expr} is the null of its type. */
  static boolean isNull(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() == null;
  }

  /** The word that stands for a number, narrow decimal, date or timestamp beside its lane type. */
  static long word(Expr constant) {
    Expr.Literal literal = (Expr.Literal) constant;
    Object value = Objects.requireNonNull(literal.value());
    LaneType lane = Lanes.of(literal.type());
    if (literal.type() == DType.UINT64) {
      return ((BigDecimal) value).toBigInteger().longValue();
    }
    if (value instanceof BigDecimal) {
      return unscaled(constant).longValueExact();
    }
    return value instanceof Double d ? lane.bits(d) : (Long) value;
  }

  /** The unscaled value of a decimal constant. */
  static BigInteger unscaled(Expr constant) {
    Expr.Literal literal = (Expr.Literal) constant;
    BigDecimal value = (BigDecimal) Objects.requireNonNull(literal.value());
    return value.setScale(((DecimalType) literal.type()).scale()).unscaledValue();
  }

  /** The bytes of a text constant. */
  static byte[] bytes(Expr constant) {
    return ((String) Objects.requireNonNull(((Expr.Literal) constant).value()))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** {@code rows} times the constant. Text is a dictionary of one entry. */
  static ColumnVector vector(MemoryBudget budget, Expr.Literal literal, int rows) {
    DType type = literal.type();
    if (literal.value() == null) {
      return nulls(budget, type, rows);
    }
    if (type.isView()) {
      ColumnVector single;
      try (ColumnBuilder builder = new ColumnBuilder(budget, type, 1)) {
        single = builder.append(bytes(literal)).build();
      }
      return ColumnVector.dictionary(rows, budget.allocateZeroed(4L * rows), null, single);
    }
    if (type == DType.BOOL) {
      NativeBuffer bits = budget.allocate(Bitmaps.byteSize(rows));
      Kernels.active().logic().fill((Boolean) literal.value(), bits.segment(), rows);
      return ColumnVector.flat(type, rows, bits, null);
    }
    int width = type.byteWidth();
    NativeBuffer values = budget.allocate((long) width * rows);
    long low;
    long high = 0;
    if (type instanceof DecimalType) {
      BigInteger unscaled = unscaled(literal);
      low = unscaled.longValue();
      high = unscaled.shiftRight(64).longValue();
    } else if (literal.value() instanceof CalendarInterval interval) {
      low = (interval.months() & 0xFFFF_FFFFL) | ((long) interval.days() << Integer.SIZE);
      high = interval.nanos();
    } else {
      low = word(literal);
    }
    Kernels.active().select().fill(width, low, high, values.segment(), rows);
    return ColumnVector.flat(type, rows, values, null);
  }

  /** {@code rows} nulls. */
  static ColumnVector nulls(MemoryBudget budget, DType type, int rows) {
    return Nulls.column(budget, type, rows);
  }
}
