package dev.quern.engine.kernel;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class CompareKernelTest {

  private static final long SEED = 20_260_202;

  @ParameterizedTest
  @EnumSource(LaneType.class)
  void agreesWithTheTotalOrder(LaneType type, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (CompareOp op : CompareOp.values()) {
        for (int n : KernelData.SIZES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            MemorySegment a = data.any(type, n);
            MemorySegment b = data.any(type, n);
            MemorySegment out = data.bitmap(n);
            String context = data.context(tier, op + " " + type, n, 100);
            tier.compare().compare(op, type, a, b, out, n);
            Check.bits(
                out, i -> op.test(order(type, bits(type, a, i), bits(type, b, i))), n, context);
            for (int times = 0; times < 6; times++) {
              long constant = bits(type, data.any(type, 1), 0);
              tier.compare().compare(op, type, a, constant, out, n);
              Check.bits(
                  out,
                  i -> op.test(order(type, bits(type, a, i), constant)),
                  n,
                  context + ", constant " + type.toDouble(constant));
            }
          }
        }
      }
    }
  }

  private static long bits(LaneType type, MemorySegment values, int row) {
    return KernelData.bits(type, values, row);
  }

  private static int order(LaneType type, long a, long b) {
    if (type == LaneType.UINT64) {
      return Long.compareUnsigned(a, b);
    }
    return type.isFloating()
        ? Double.compare(type.toDouble(a) + 0.0, type.toDouble(b) + 0.0)
        : Long.compare(a, b);
  }
}
