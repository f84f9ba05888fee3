package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TickType;
import java.lang.foreign.MemorySegment;

/** Casts, checked: a value that does not fit its new type is an error that names it. */
final class CastOperations {
  private CastOperations() {}

  static ColumnVector cast(Evaluator evaluator, Expr.Cast e, Batch batch, MemorySegment active) {
    return cast(evaluator, e, batch, active, false);
  }

  /** What does not fit becomes null. */
  static ColumnVector tryCast(Evaluator evaluator, TryCast e, Batch batch, MemorySegment active) {
    return cast(evaluator, new Expr.Cast(e.operand(), e.type(), false), batch, active, true);
  }

  private static ColumnVector cast(
      Evaluator evaluator, Expr.Cast e, Batch batch, MemorySegment active, boolean tries) {
    if (e.type() instanceof CategoricalType && e.operand().type() == DType.UTF8) {
      return CategoryCasts.ofText(evaluator, e, batch, active, tries);
    }
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active)) {
      DType from = operand.type();
      DType to = e.type();
      if (to.isNested()) {
        return NestedCasts.cast(evaluator, e.operand().toString(), operand, to, active, tries);
      }
      if ((from == DType.UTF8 && to == DType.BINARY) || keepsBits(from, to)) {
        return operand.reinterpret(to);
      }
      if (from == DType.UTF8) {
        return TextCasts.parse(evaluator.budget(), e, operand, active, tries);
      }
      if (from instanceof CategoricalType && to instanceof CategoricalType) {
        return CategoryCasts.ofCategories(evaluator, e, operand, active, tries);
      }
      if (from instanceof CategoricalType && to == DType.UTF8) {
        return Categories.text(evaluator.budget(), operand);
      }
      if (to == DType.UTF8) {
        return TextCasts.format(evaluator.budget(), operand);
      }
      return tries ? tryConvert(evaluator, operand, to) : convert(evaluator, e, operand, active);
    }
  }

  private static ColumnVector convert(
      Evaluator evaluator, Expr.Cast e, ColumnVector operand, MemorySegment active) {
    try (Validity validity = Validity.of(evaluator.budget(), operand);
        Validity counting = validity.counting(active)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(e.type(), n);
      int bad = convert(operand, counting.segment(), e.type(), out.segment(), n);
      if (bad != Kernels.NONE) {
        out.close();
        throw doesNotFit(e, Values.objectAt(operand, bad));
      }
      return ColumnVector.flat(e.type(), n, out, validity.take());
    }
  }

  /* The kernels stop at the first value that does not fit: it is made null, and they start again. */
  private static ColumnVector tryConvert(Evaluator evaluator, ColumnVector operand, DType to) {
    int n = operand.length();
    NativeBuffer valid = evaluator.allocate(DType.BOOL, n);
    NativeBuffer out = evaluator.allocate(to, n);
    Kernels.active().logic().and(operand.validityOrAll(), Bitmaps.ALL_VALID, valid.segment(), n);
    int width = to == DType.BOOL ? 0 : to.byteWidth();
    for (int from = 0; from < n; from += 64) {
      // In blocks of a word, so that many bad values do not cost the square of the rows.
      int count = Math.min(64, n - from);
      MemorySegment bits = valid.segment().asSlice(from / 8, 8);
      MemorySegment slots = out.segment().asSlice(width == 0 ? from / 8 : (long) from * width);
      try (ColumnVector block = operand.slice(from, count)) {
        int bad = convert(block, bits, to, slots, count);
        while (bad != Kernels.NONE) {
          Bitmaps.set(bits, bad, false);
          bad = convert(block, bits, to, slots, count);
        }
      }
    }
    return ColumnVector.flat(to, n, out, valid);
  }

  static ComputeException doesNotFit(Expr.Cast e, @org.jspecify.annotations.Nullable Object value) {
    return new ComputeException(
        "%s of %s (%s) does not fit %s"
            .formatted(value, e.operand(), e.operand().type(), e.type()));
  }

  private static int convert(
      ColumnVector in, MemorySegment valid, DType to, MemorySegment out, int n) {
    Kernels kernels = Kernels.active();
    MemorySegment values = in.values();
    DType from = in.type();
    if (from instanceof DecimalType decimal) {
      Decimals unscaled = Comparisons.decimals(in);
      return to instanceof DecimalType wanted
          ? kernels
              .decimal()
              .rescale(
                  unscaled, valid, wanted.scale() - decimal.scale(), wanted.precision(), out, n)
          : kernels.decimal().toLane(Lanes.of(to), unscaled, valid, decimal.scale(), out, n);
    }
    if (to instanceof DecimalType decimal) {
      return kernels
          .decimal()
          .fromLane(Lanes.of(from), values, valid, decimal.scale(), decimal.precision(), out, n);
    }
    if (from == DType.BOOL) {
      kernels.cast().fromBits(Lanes.of(to), values, out, n);
      return Kernels.NONE;
    }
    if (to == DType.BOOL) {
      kernels.compare().compare(CompareOp.NE, Lanes.of(from), values, 0L, out, n);
      return Kernels.NONE;
    }
    if (to.equals(DType.INTERVAL)) {
      return convertDurations(in, valid, out, n);
    }
    if (to instanceof CategoricalType categorical) {
      int bad = kernels.cast().cast(Lanes.of(from), Lanes.of(to), values, valid, out, n);
      return firstOutside(categorical, valid, out, bad == Kernels.NONE ? n : bad, bad);
    }
    if ((from.isTemporal() && to.isTemporal())
        || (from instanceof TickType && to instanceof TickType)) {
      return convertTime(in, valid, to, out, n);
    }
    return kernels.cast().cast(Lanes.of(from), Lanes.of(to), values, valid, out, n);
  }

  /* The first of n codes that is the place of no name, or else `otherwise`. */
  private static int firstOutside(
      CategoricalType type, MemorySegment valid, MemorySegment codes, int n, int otherwise) {
    for (int row = 0; row < n; row++) {
      if (Integer.compareUnsigned(Slots.int32(codes, row), type.size()) >= 0
          && Bitmaps.get(valid, row)) {
        return row;
      }
    }
    return otherwise;
  }

  private static int convertDurations(
      ColumnVector in, MemorySegment valid, MemorySegment out, int n) {
    long nanosPerTick = 1_000_000_000L / ((TickType) in.type()).unit().perSecond();
    for (int row = 0; row < n; row++) {
      long ticks = Slots.int64(in.values(), row);
      long nanos = ticks * nanosPerTick;
      if (Math.multiplyHigh(ticks, nanosPerTick) != nanos >> 63 && Bitmaps.get(valid, row)) {
        return row;
      }
      Slots.setWide(out, row, nanos, 0);
    }
    return Kernels.NONE;
  }

  private static int convertTime(
      ColumnVector in, MemorySegment valid, DType to, MemorySegment out, int n) {
    Kernels kernels = Kernels.active();
    MemorySegment values = in.values();
    if (in.type() == DType.DATE) {
      return kernels.cast().daysToTicks(values, valid, Casts.ticksPerDay(to), out, n);
    }
    if (to == DType.DATE) {
      return kernels.cast().ticksToDays(values, valid, Casts.ticksPerDay(in.type()), out, n);
    }
    long coarse = ((TickType) in.type()).unit().perSecond();
    long fine = ((TickType) to).unit().perSecond();
    if (fine >= coarse) {
      return kernels.cast().multiplyInt64(values, valid, fine / coarse, out, n);
    }
    kernels.cast().floorDivideInt64(values, coarse / fine, out, n);
    return Kernels.NONE;
  }

  /** Whether the bits stay: another zone, or ticks as a number and, in casts of our own, back. */
  private static boolean keepsBits(DType from, DType to) {
    return (from instanceof TickType && to == DType.INT64)
        || (from == DType.INT64 && to instanceof TickType)
        || (from instanceof TickType a && to instanceof TickType b && a.unit() == b.unit());
  }
}
