package dev.quern.engine.kernel;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class ArithmeticKernelTest {

  private static final long SEED = 20_260_201;

  @ParameterizedTest
  @EnumSource(value = LaneType.class, mode = EnumSource.Mode.MATCH_NONE, names = "UINT.*")
  void agreesWithTheOracleInAllForms(LaneType type, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (ArithmeticOp op : ArithmeticOp.values()) {
        for (int n : KernelData.FEW_SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              columnWithColumn(tier, op, type, n, share, data);
              columnWithConstant(tier, op, type, n, share, data);
            }
          }
        }
      }
    }
  }

  private static MemorySegment operand(LaneType type, int n, KernelData data) {
    if (type.isFloating()) {
      return data.floats(type, n, true);
    }
    int all = 8 * type.byteWidth();
    int bits = new int[] {3, all / 2 - 1, all - 1, all}[data.random.nextInt(4)];
    return data.integers(type, n, bits, data.random.nextInt(3) == 0);
  }

  private static void columnWithColumn(
      Kernels tier, ArithmeticOp op, LaneType type, int n, int share, KernelData data) {
    MemorySegment a = operand(type, n, data);
    MemorySegment b = operand(type, n, data);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(type, n);
    String context = data.context(tier, op + " " + type, n, share);
    int fault = tier.arithmetic().apply(op, type, a, b, valid, out, n);
    for (boolean inPlace : new boolean[] {false, true}) {
      check(
          op,
          type,
          i -> KernelData.bits(type, a, i),
          i -> KernelData.bits(type, b, i),
          valid,
          out,
          n,
          fault,
          context);
      if (!inPlace) {
        out = data.copy(a);
        fault = tier.arithmetic().apply(op, type, out, b, valid, out, n);
        context += ", in place";
      }
    }
  }

  private static void columnWithConstant(
      Kernels tier, ArithmeticOp op, LaneType type, int n, int share, KernelData data) {
    MemorySegment a = operand(type, n, data);
    long constant = KernelData.bits(type, operand(type, 1, data), 0);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(type, n);
    String context = data.context(tier, op + " " + type + " constant " + constant, n, share);
    int fault = tier.arithmetic().apply(op, type, a, constant, valid, out, n);
    check(
        op,
        type,
        i -> KernelData.bits(type, a, i),
        i -> constant,
        valid,
        out,
        n,
        fault,
        context + " right");
    fault = tier.arithmetic().apply(op, type, constant, a, valid, out, n);
    check(
        op,
        type,
        i -> constant,
        i -> KernelData.bits(type, a, i),
        valid,
        out,
        n,
        fault,
        context + " left");
  }

  private interface Operand {
    long bits(int row);
  }

  private static void check(
      ArithmeticOp op,
      LaneType type,
      Operand a,
      Operand b,
      MemorySegment valid,
      MemorySegment out,
      int n,
      int fault,
      String context) {
    if (type.isFloating()) {
      Check.equal(fault, Kernels.NONE, context);
      for (int i = 0; i < n; i++) {
        double expected = floating(op, type, type.toDouble(a.bits(i)), type.toDouble(b.bits(i)));
        Check.same(KernelData.number(type, out, i), expected, context, i);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        BigInteger expected =
            exact(op, BigInteger.valueOf(a.bits(i)), BigInteger.valueOf(b.bits(i)));
        boolean fits = expected.bitLength() < 8 * type.byteWidth();
        if (!fits) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          Check.equal(KernelData.bits(type, out, i), expected.longValueExact(), context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private static BigInteger exact(ArithmeticOp op, BigInteger a, BigInteger b) {
    boolean zero = b.signum() == 0;
    return switch (op) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.subtract(b);
      case MULTIPLY -> a.multiply(b);
      case DIVIDE -> zero ? BigInteger.ZERO : a.divide(b);
      case REMAINDER -> zero ? BigInteger.ZERO : a.remainder(b);
      case MIN -> a.min(b);
      case MAX -> a.max(b);
    };
  }

  private static double floating(ArithmeticOp op, LaneType type, double a, double b) {
    boolean single = type == LaneType.FLOAT32;
    float x = (float) a;
    float y = (float) b;
    return switch (op) {
      case ADD -> single ? x + y : a + b;
      case SUBTRACT -> single ? x - y : a - b;
      case MULTIPLY -> single ? x * y : a * b;
      case DIVIDE -> single ? x / y : a / b;
      case REMAINDER -> single ? x % y : a % b;
      case MIN -> order(b, a) < 0 ? b : a;
      case MAX -> order(b, a) > 0 ? b : a;
    };
  }

  /** NaN is the greatest, zeros are equal. */
  private static int order(double a, double b) {
    return Double.compare(a + 0.0, b + 0.0);
  }

  @ParameterizedTest
  @EnumSource(value = LaneType.class, mode = EnumSource.Mode.MATCH_NONE, names = "UINT.*")
  void unaryOperatorsAgreeWithTheOracle(LaneType type, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (UnaryOp op : UnaryOp.values()) {
        for (int n : KernelData.SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              unary(tier, op, type, n, share, data);
            }
          }
        }
      }
    }
  }

  private static void unary(
      Kernels tier, UnaryOp op, LaneType type, int n, int share, KernelData data) {
    MemorySegment in = data.any(type, n);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(type, n);
    String context = data.context(tier, op + " " + type, n, share);
    int fault = tier.arithmetic().apply(op, type, in, valid, out, n);
    for (int i = 0; i < n; i++) {
      if (type.isFloating()) {
        double x = KernelData.number(type, in, i);
        double expected =
            switch (op) {
              case NEGATE -> -x;
              case ABS -> Math.abs(x);
              case SIGN -> Math.signum(x);
            };
        Check.same(KernelData.number(type, out, i), expected, context, i);
      } else if (Bitmaps.get(valid, i)) {
        long x = KernelData.bits(type, in, i);
        if (op != UnaryOp.SIGN && x == type.minValue()) {
          Check.equal(fault, i, context);
          return;
        }
        long expected =
            switch (op) {
              case NEGATE -> -x;
              case ABS -> Math.abs(x);
              case SIGN -> Long.signum(x);
            };
        if (fault == Kernels.NONE) {
          Check.equal(KernelData.bits(type, out, i), expected, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  @Test
  void overflowInANullRowIsNoErrorAndLeavesItsNeighboursRight(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        int n = 8192;
        MemorySegment a = data.integers(LaneType.INT64, n, 20, false);
        MemorySegment valid = data.bitmap(n, 100);
        for (int i = 5; i < n; i += 700) {
          Slots.setInt64(a, i, Long.MAX_VALUE);
          Bitmaps.set(valid, i, false);
        }
        MemorySegment out = data.allocate(LaneType.INT64, n);
        String context = data.context(tier, "ADD", n, 100);
        int fault = tier.arithmetic().apply(ArithmeticOp.ADD, LaneType.INT64, a, a, valid, out, n);
        Check.equal(fault, Kernels.NONE, context);
        for (int i = 0; i < n; i++) {
          if (Bitmaps.get(valid, i)) {
            Check.equal(Slots.int64(out, i), 2 * Slots.int64(a, i), context, i);
          }
        }
      }
    }
  }
}
