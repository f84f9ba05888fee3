package dev.quern.engine.function.time;

import static dev.quern.engine.function.Parameter.INTEGER;
import static dev.quern.engine.function.Parameter.INTERVAL;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.Locale;

/** Functions of intervals, part by part. A part that becomes too large is an error. */
@SuppressWarnings("ImmutableEnumChecker") // signatures and functions have no state
public enum IntervalFunction implements ScalarFunction {
  ADD(Signature.of(INTERVAL, INTERVAL).failing(), (in, out) -> sum(in, out, 1)),
  SUBTRACT(Signature.of(INTERVAL, INTERVAL).failing(), (in, out) -> sum(in, out, -1)),
  TIMES(Signature.of(INTERVAL, INTEGER).failing(), IntervalFunction::times),
  /** Months, days and nanoseconds as an interval. */
  INTERVAL_OF(
      Signature.of(INTEGER, INTEGER, INTEGER).gives(DType.INTERVAL).failing(),
      (in, out) -> set(out, in.integer(0), in.integer(1), in.integer(2))),
  MONTHS(Signature.of(INTERVAL).gives(DType.INT32), (in, out) -> out.set((long) months(in, 0))),
  DAYS(Signature.of(INTERVAL).gives(DType.INT32), (in, out) -> out.set((long) days(in, 0))),
  NANOS(Signature.of(INTERVAL).gives(DType.INT64), (in, out) -> out.set(in.high(0)));

  private final Signature signature;
  private final RowFunction function;

  IntervalFunction(Signature signature, RowFunction function) {
    this.signature = signature;
    this.function = function;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String call(List<String> arguments) {
    return switch (this) {
      case ADD -> "(" + String.join(" + ", arguments) + ")";
      case SUBTRACT -> "(" + String.join(" - ", arguments) + ")";
      case TIMES -> String.join(" * ", arguments);
      case INTERVAL_OF, MONTHS, DAYS, NANOS -> ScalarFunction.super.call(arguments);
    };
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public RowFunction bind(Known known) {
    return function;
  }

  /** The months of the interval at {@code index}. */
  static int months(Row in, int index) {
    return (int) in.low(index);
  }

  /** The days of the interval at {@code index}. */
  static int days(Row in, int index) {
    return (int) (in.low(index) >>> Integer.SIZE);
  }

  /** Makes the result an interval; parts that do not fit are an error. */
  static void set(RowResult out, long months, long days, long nanos) {
    if (months != (int) months || days != (int) days) {
      throw beyond();
    }
    out.set(nanos, (months & 0xFFFF_FFFFL) | (days << Integer.SIZE));
  }

  private static void sum(Row in, RowResult out, long sign) {
    long a = in.high(0);
    long b = in.high(1);
    long nanos = a + sign * b;
    boolean overflows = sign > 0 ? ((a ^ nanos) & (b ^ nanos)) < 0 : ((a ^ b) & (a ^ nanos)) < 0;
    if (overflows) {
      throw beyond();
    }
    set(out, months(in, 0) + sign * months(in, 1), days(in, 0) + sign * days(in, 1), nanos);
  }

  private static void times(Row in, RowResult out) {
    long factor = in.integer(1);
    set(
        out,
        product(months(in, 0), factor),
        product(days(in, 0), factor),
        product(in.high(0), factor));
  }

  private static long product(long part, long factor) {
    long product = part * factor;
    if (Math.multiplyHigh(part, factor) != product >> 63) {
      throw beyond();
    }
    return product;
  }

  private static ComputeException beyond() {
    return new ComputeException(
        "the result is longer than an interval can be: 32 bits of months and of days, 64 of"
            + " nanoseconds");
  }
}
