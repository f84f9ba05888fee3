package dev.quern.engine.function.number;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.util.Arrays;

/**
 * The greatest or least of some values of one type. Nulls are left out, and null is the result of
 * nothing else; NaN is greater than every number.
 */
final class Extremes {
  private final int sign;

  private Extremes(int sign) {
    this.sign = sign;
  }

  static RowFunction greatest(Known known) {
    return new Extremes(1).of(known.types().getFirst());
  }

  static RowFunction least(Known known) {
    return new Extremes(-1).of(known.types().getFirst());
  }

  private RowFunction of(DType type) {
    if (type.isView()) {
      return this::ofText;
    }
    if (type.isFloating()) {
      return this::ofFloats;
    }
    if (type == DType.BOOL) {
      return this::ofTruths;
    }
    if (type instanceof DecimalType) {
      return this::ofDecimals;
    }
    long turned = type == DType.UINT64 ? Long.MIN_VALUE : 0;
    return (in, out) -> ofIntegers(in, out, turned);
  }

  /* With the sign turned, 64 bits without one order as they should. */
  private void ofIntegers(Row in, RowResult out, long turned) {
    boolean any = false;
    long best = 0;
    for (int i = 0; i < in.size(); i++) {
      if (!in.isNull(i)) {
        long value = in.whole(i);
        best = any && sign * Long.compare(value ^ turned, best ^ turned) <= 0 ? best : value;
        any = true;
      }
    }
    give(any, out);
    out.set(best);
  }

  private void ofFloats(Row in, RowResult out) {
    boolean any = false;
    double best = 0;
    for (int i = 0; i < in.size(); i++) {
      if (!in.isNull(i)) {
        double value = in.floating(i);
        // 0.0 first, so that -0.0 is not less
        best = any && sign * Double.compare(value + 0.0, best + 0.0) <= 0 ? best : value;
        any = true;
      }
    }
    give(any, out);
    out.set(best);
  }

  private void ofTruths(Row in, RowResult out) {
    boolean any = false;
    boolean best = false;
    for (int i = 0; i < in.size(); i++) {
      if (!in.isNull(i)) {
        boolean value = in.truth(i);
        boolean keeps = any && sign * Boolean.compare(value, best) <= 0;
        best = keeps ? best : value;
        any = true;
      }
    }
    give(any, out);
    out.set(best);
  }

  private void ofDecimals(Row in, RowResult out) {
    boolean any = false;
    long high = 0;
    long low = 0;
    for (int i = 0; i < in.size(); i++) {
      if (!in.isNull(i)) {
        int order = Long.compare(in.high(i), high);
        order = order == 0 ? Long.compareUnsigned(in.low(i), low) : order;
        if (!any || sign * order > 0) {
          high = in.high(i);
          low = in.low(i);
        }
        any = true;
      }
    }
    give(any, out);
    out.set(high, low);
  }

  private void ofText(Row in, RowResult out) {
    int best = -1;
    for (int i = 0; i < in.size(); i++) {
      if (!in.isNull(i)) {
        in.text(i);
        best = best >= 0 && sign * order(in, i, best) <= 0 ? best : i;
      }
    }
    give(best >= 0, out);
    if (best >= 0) {
      out.append(in.text(best), 0, in.length(best));
    }
  }

  private static int order(Row in, int a, int b) {
    return Arrays.compareUnsigned(in.text(a), 0, in.length(a), in.text(b), 0, in.length(b));
  }

  private static void give(boolean any, RowResult out) {
    if (!any) {
      out.setNull();
    }
  }
}
