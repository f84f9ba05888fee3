package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class DecimalKernelTest {

  private static final long SEED = 20_260_211;

  private MemoryBudget budget;

  @BeforeEach
  void keep(MemoryBudget testBudget) {
    budget = testBudget;
  }

  private interface Body {
    void run(Kernels tier, KernelData data, int n, MemorySegment valid, String context);
  }

  private void forAll(Object what, Body body) {
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.FEW_SIZES) {
        for (int share : KernelData.SHARES) {
          for (int times = 0; times < 4; times++) {
            try (KernelData data = new KernelData(budget, SEED + 4L * n + times)) {
              body.run(tier, data, n, data.bitmap(n, share), data.context(tier, what, n, share));
            }
          }
        }
      }
    }
  }

  /**
   * Decimals of up to {@code digits} digits, of which some are the greatest and the least; in 8
   * bytes where they fit, and sometimes in 16 all the same.
   */
  private static Decimals decimals(KernelData data, int n, int digits) {
    boolean wide = Decimals.isWide(digits) || data.random.nextInt(3) == 0;
    Decimals values = new Decimals(data.allocate((wide ? 16L : 8L) * n), wide);
    for (int i = 0; i < n; i++) {
      BigInteger bound = BigInteger.TEN.pow(1 + data.random.nextInt(digits));
      BigInteger random =
          new BigInteger(128, new java.util.Random(data.random.nextLong())).mod(bound);
      BigInteger value =
          switch (data.random.nextInt(30)) {
            case 0 -> BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
            case 1 -> BigInteger.ZERO;
            case 2 -> BigInteger.ONE;
            case 3 -> bound.shiftRight(1);
            default -> random;
          };
      set(values, i, data.random.nextBoolean() ? value : value.negate());
    }
    return values;
  }

  private static void set(Decimals values, int row, BigInteger value) {
    values.set(row, value.shiftRight(64).longValue(), value.longValue());
  }

  private static BigInteger get(Decimals values, int row) {
    Int128 value = new Int128();
    value.add(values.high(row), values.low(row));
    return value.toBigInteger();
  }

  private static Decimals room(KernelData data, int n, int precision) {
    return Decimals.of(data.allocate((Decimals.isWide(precision) ? 16L : 8L) * n), precision);
  }

  private static boolean fits(BigInteger value, int precision) {
    return value.abs().compareTo(BigInteger.TEN.pow(precision)) < 0;
  }

  private interface Expected {
    BigInteger at(int row);
  }

  private static void check(
      Expected expected,
      int precision,
      MemorySegment valid,
      Decimals out,
      int n,
      int fault,
      String context) {
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        BigInteger value = expected.at(i);
        if (!fits(value, precision)) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          assertThat(get(out, i)).as("%s, row %s", context, i).isEqualTo(value);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private interface Binary {
    int run(
        DecimalKernel kernel,
        Decimals a,
        Decimals b,
        MemorySegment valid,
        int precision,
        MemorySegment out,
        int n);
  }

  private void binary(String name, Binary binary, BinaryOperator<BigInteger> exact) {
    forAll(
        name,
        (tier, data, n, valid, context) -> {
          Decimals a = decimals(data, n, 1 + data.random.nextInt(38));
          Decimals b = decimals(data, n, 1 + data.random.nextInt(38));
          // Products of narrow numbers have 36 digits at most, and are not checked for them.
          int precision = data.random.nextInt(3) == 0 ? 1 + data.random.nextInt(38) : 38;
          precision = a.wide() || b.wide() || !Decimals.isWide(precision) ? precision : 38;
          Decimals out = room(data, n, precision);
          int wanted = precision;
          int fault = binary.run(tier.decimal(), a, b, valid, wanted, out.slots(), n);
          check(i -> exact.apply(get(a, i), get(b, i)), wanted, valid, out, n, fault, context);
        });
  }

  @Test
  void addsSubtractsAndMultipliesExactly() {
    binary("add", DecimalKernel::add, BigInteger::add);
    binary("subtract", DecimalKernel::subtract, BigInteger::subtract);
    binary("multiply", DecimalKernel::multiply, BigInteger::multiply);
  }

  @Test
  void dividesRoundingHalfUp() {
    for (int shift : new int[] {0, 2, 10, 19, 38}) {
      binary(
          "divide " + shift,
          (kernel, a, b, valid, precision, out, n) ->
              kernel.divide(a, b, valid, shift, precision, out, n),
          (a, b) ->
              b.signum() == 0
                  ? BigInteger.ZERO
                  : new BigDecimal(a)
                      .scaleByPowerOfTen(shift)
                      .divide(new BigDecimal(b), 0, RoundingMode.HALF_UP)
                      .toBigInteger());
    }
  }

  @Test
  void remaindersHaveTheSignOfTheDividend() {
    binary(
        "remainder",
        DecimalKernel::remainder,
        (a, b) -> b.signum() == 0 ? BigInteger.ZERO : a.remainder(b));
  }

  @Test
  void rescalesRoundingHalfUp() {
    forAll(
        "rescale",
        (tier, data, n, valid, context) -> {
          for (int shift : new int[] {-38, -37, -19, -18, -5, -1, 0, 1, 7, 19, 38}) {
            Decimals in = decimals(data, n, 1 + data.random.nextInt(38));
            int precision = data.random.nextBoolean() ? 38 : 1 + data.random.nextInt(38);
            Decimals out = room(data, n, precision);
            int fault = tier.decimal().rescale(in, valid, shift, precision, out.slots(), n);
            check(
                i ->
                    new BigDecimal(get(in, i))
                        .scaleByPowerOfTen(shift)
                        .setScale(0, RoundingMode.HALF_UP)
                        .toBigInteger(),
                precision,
                valid,
                out,
                n,
                fault,
                context + " by " + shift);
          }
        });
  }

  @Test
  void comparesAsNumbers() {
    forAll(
        "compare",
        (tier, data, n, valid, context) -> {
          int digits = data.random.nextBoolean() ? 1 : 38;
          Decimals a = decimals(data, n, digits);
          Decimals b = decimals(data, n, digits);
          Decimals constant = decimals(data, 1, digits);
          MemorySegment out = data.bitmap(n);
          for (CompareOp op : CompareOp.values()) {
            tier.decimal().compare(op, a, b, out, n);
            Check.bits(out, i -> op.test(get(a, i).compareTo(get(b, i))), n, context + op);
            tier.decimal().compare(op, a, constant.high(0), constant.low(0), out, n);
            Check.bits(
                out,
                i -> op.test(get(a, i).compareTo(get(constant, 0))),
                n,
                context + op + " constant");
          }
        });
  }

  @Test
  void unaryOperatorsAndReductions() {
    forAll(
        "unary",
        (tier, data, n, valid, context) -> {
          int digits = data.random.nextBoolean() ? 17 : 37;
          Decimals in = decimals(data, n, digits);
          Decimals out = room(data, n, digits + 1);
          for (UnaryOp op : UnaryOp.values()) {
            UnaryOperator<BigInteger> exact =
                switch (op) {
                  case NEGATE -> BigInteger::negate;
                  case ABS -> BigInteger::abs;
                  case SIGN -> v -> BigInteger.valueOf(v.signum());
                };
            tier.decimal().apply(op, in, out, n);
            check(
                i -> exact.apply(get(in, i)),
                digits + 1,
                Bitmaps.ALL_VALID,
                out,
                n,
                -1,
                context + op);
          }
          BigInteger sum = BigInteger.ZERO;
          int argMin = Kernels.NONE;
          int argMax = Kernels.NONE;
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(valid, i)) {
              sum = sum.add(get(in, i));
              argMin = argMin < 0 || get(in, i).compareTo(get(in, argMin)) < 0 ? i : argMin;
              argMax = argMax < 0 || get(in, i).compareTo(get(in, argMax)) > 0 ? i : argMax;
            }
          }
          Check.equal(tier.decimal().argMin(in, valid, n), argMin, context + " argMin");
          Check.equal(tier.decimal().argMax(in, valid, n), argMax, context + " argMax");
          if (sum.bitLength() < 127) {
            Int128 total = new Int128();
            tier.decimal().sum(in, valid, n, total);
            assertThat(total.toBigInteger()).as(context).isEqualTo(sum);
          }
        });
  }

  @Test
  void narrowsWhatFits() {
    forAll(
        "narrow",
        (tier, data, n, valid, context) -> {
          int digits = data.random.nextBoolean() ? 18 : 21;
          Decimals any = decimals(data, n, digits);
          Decimals in = new Decimals(data.allocate(16L * n), true);
          boolean fits = true;
          for (int i = 0; i < n; i++) {
            set(in, i, get(any, i));
            fits &= get(any, i).bitLength() < 64;
          }
          Decimals out = new Decimals(data.allocate(8L * n), false);
          boolean all = tier.decimal().narrow(in, out.slots(), n);
          assertThat(all).as(context).isEqualTo(fits);
          for (int i = 0; all && i < n; i++) {
            assertThat(get(out, i)).as(context).isEqualTo(get(any, i));
          }
        });
  }

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void integersAndFloatsBecomeDecimals(LaneType from) {
    forAll(
        from,
        (tier, data, n, valid, context) -> {
          int shift = data.random.nextInt(0, 20);
          MemorySegment in = from.isFloating() ? data.floats(from, n, false) : data.any(from, n);
          int precision = data.random.nextBoolean() ? 38 : 1 + data.random.nextInt(38);
          Decimals out = room(data, n, precision);
          int fault = tier.decimal().fromLane(from, in, valid, shift, precision, out.slots(), n);
          check(
              i -> {
                if (!from.isFloating()) {
                  long bits = KernelData.bits(from, in, i);
                  return (from == LaneType.UINT64
                          ? new BigInteger(Long.toUnsignedString(bits))
                          : BigInteger.valueOf(bits))
                      .multiply(BigInteger.TEN.pow(shift));
                }
                double scaled = KernelData.number(from, in, i) * Math.pow(10, shift);
                return new BigDecimal(scaled).setScale(0, RoundingMode.HALF_UP).toBigInteger();
              },
              precision,
              valid,
              out,
              n,
              fault,
              context + " shift " + shift);
        });
  }

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void decimalsBecomeIntegersAndFloats(LaneType to) {
    forAll(
        to,
        (tier, data, n, valid, context) -> {
          int scale = data.random.nextInt(0, 39);
          int digits = to.isFloating() ? 38 : Math.min(38, scale + 1 + data.random.nextInt(8));
          Decimals in = decimals(data, n, digits);
          MemorySegment out = data.allocate(to, n);
          int fault = tier.decimal().toLane(to, in, valid, scale, out, n);
          for (int i = 0; i < n; i++) {
            if (Bitmaps.get(valid, i)) {
              BigDecimal exact = new BigDecimal(get(in, i), scale);
              if (to.isFloating()) {
                double actual = KernelData.number(to, out, i);
                double expected = to == LaneType.FLOAT32 ? exact.floatValue() : exact.doubleValue();
                double ulp =
                    to == LaneType.FLOAT32 ? Math.ulp((float) expected) : Math.ulp(expected);
                assertThat(Math.abs(actual - expected)).as(context).isLessThanOrEqualTo(2 * ulp);
              } else {
                BigInteger whole = exact.toBigInteger();
                boolean fits =
                    to.isUnsigned()
                        ? whole.signum() >= 0 && whole.bitLength() <= 8 * to.byteWidth()
                        : whole.bitLength() < 8 * to.byteWidth();
                if (!fits) {
                  Check.equal(fault, i, context);
                  return;
                }
                if (fault == Kernels.NONE) {
                  Check.equal(KernelData.bits(to, out, i), whole.longValue(), context, i);
                }
              }
            }
          }
          Check.equal(fault, Kernels.NONE, context);
        });
  }
}
