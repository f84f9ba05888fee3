package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class MathKernelTest {

  private static final long SEED = 20_260_212;
  private static final double MOST_ULP = 2.0;

  private static double strict(MathFunction function, double x) {
    return switch (function) {
      case SQRT -> StrictMath.sqrt(x);
      case CBRT -> StrictMath.cbrt(x);
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG10 -> StrictMath.log10(x);
      case LOG1P -> StrictMath.log1p(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      case FLOOR -> StrictMath.floor(x);
      case CEIL -> StrictMath.ceil(x);
      case ROUND -> StrictMath.rint(x);
      case TRUNCATE -> x < 0 ? StrictMath.ceil(x) : StrictMath.floor(x);
    };
  }

  private static boolean isExact(MathFunction function) {
    return switch (function) {
      case SQRT, FLOOR, CEIL, ROUND, TRUNCATE -> true;
      case CBRT, EXP, EXPM1, LOG, LOG10, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, TANH ->
          false;
    };
  }

  @ParameterizedTest
  @EnumSource(MathFunction.class)
  void staysNearStrictMath(MathFunction function, MemoryBudget budget) {
    double most = isExact(function) ? 0 : MOST_ULP;
    for (Kernels tier : KernelData.tiers()) {
      for (LaneType type : new LaneType[] {LaneType.FLOAT64, LaneType.FLOAT32}) {
        for (int n : KernelData.SIZES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment in = data.floats(type, n, true);
            for (int i = 0; i < n; i += 3) {
              // where most functions are not constant
              KernelData.set(type, in, i, data.random.nextDouble(-2, 2));
            }
            MemorySegment out = data.allocate(type, n);
            tier.math().apply(function, type, in, out, n);
            for (int i = 0; i < n; i++) {
              double x = KernelData.number(type, in, i);
              near(
                  type,
                  KernelData.number(type, out, i),
                  strict(function, x),
                  most,
                  data.context(tier, function + "(" + x + ")", n, 100));
            }
          }
        }
      }
    }
  }

  private static void near(
      LaneType type, double actual, double strict, double most, String context) {
    double expected = type == LaneType.FLOAT32 ? (float) strict : strict;
    if (Double.compare(actual, expected) == 0) {
      return;
    }
    double ulp = type == LaneType.FLOAT32 ? Math.ulp((float) expected) : Math.ulp(expected);
    assertThat(Math.abs(actual - expected) / ulp)
        .as("%s: %s for %s", context, actual, expected)
        .isLessThanOrEqualTo(most);
  }

  @Test
  void powerStaysNearStrictMath(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (LaneType type : new LaneType[] {LaneType.FLOAT64, LaneType.FLOAT32}) {
        for (int n : KernelData.SIZES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment base = data.floats(type, n, true);
            MemorySegment exponent = data.floats(type, n, true);
            for (int i = 0; i < n; i += 2) {
              KernelData.set(type, exponent, i, (double) data.random.nextInt(-5, 6));
            }
            MemorySegment out = data.allocate(type, n);
            tier.math().pow(type, base, exponent, out, n);
            for (int i = 0; i < n; i++) {
              double x = KernelData.number(type, base, i);
              double y = KernelData.number(type, exponent, i);
              near(
                  type,
                  KernelData.number(type, out, i),
                  StrictMath.pow(x, y),
                  MOST_ULP,
                  data.context(tier, x + " ^ " + y, n, 100));
            }
            for (double y : new double[] {0, 0.5, 1, 2, 3, -1, -2.5, 1e9, Double.NaN}) {
              tier.math().pow(type, base, y, out, n);
              for (int i = 0; i < n; i++) {
                double x = KernelData.number(type, base, i);
                near(
                    type,
                    KernelData.number(type, out, i),
                    StrictMath.pow(x, y),
                    MOST_ULP,
                    data.context(tier, x + " ^ " + y, n, 100));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void fmaRoundsOnce(MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        try (KernelData data = new KernelData(budget, SEED + n)) {
          for (LaneType type : new LaneType[] {LaneType.FLOAT64, LaneType.FLOAT32}) {
            MemorySegment a = data.floats(type, n, true);
            MemorySegment b = data.floats(type, n, true);
            MemorySegment c = data.floats(type, n, true);
            MemorySegment out = data.allocate(type, n);
            tier.math().fma(type, a, b, c, out, n);
            for (int i = 0; i < n; i++) {
              double x = KernelData.number(type, a, i);
              double y = KernelData.number(type, b, i);
              double z = KernelData.number(type, c, i);
              double expected =
                  type == LaneType.FLOAT32
                      ? Math.fma((float) x, (float) y, (float) z)
                      : Math.fma(x, y, z);
              String context = data.context(tier, "fma " + type, n, 100);
              Check.same(KernelData.number(type, out, i), expected, context, i);
            }
          }
        }
      }
    }
  }
}
