package dev.quern.engine.kernel.simd;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.kernel.Moments;
import dev.quern.engine.kernel.ReduceKernel;
import dev.quern.engine.kernel.scalar.ScalarLogic;
import dev.quern.engine.kernel.scalar.ScalarReduce;
import java.lang.foreign.MemorySegment;

/** Reductions by vectors for 32 and 64 bits; INT8, INT16 and positions are the scalar twin's. */
final class SimdReduce implements ReduceKernel {

  private final ScalarReduce scalar = new ScalarReduce();
  private final LogicKernel logic = new ScalarLogic();

  @Override
  public void sum(LaneType type, MemorySegment values, MemorySegment rows, int n, Int128 sum) {
    assert Species.areNative(values, rows);
    int whole = n & -64;
    boolean all = Bitmaps.isAllValid(rows);
    if (type == LaneType.INT32) {
      sum.add(all ? IntegerSums.ints(values, whole) : IntegerSums.ints(values, rows, whole));
    } else if (type != LaneType.INT64) {
      whole = 0;
    } else if (all) {
      IntegerSums.longs(values, whole, sum);
    } else {
      IntegerSums.longs(values, rows, whole, sum);
    }
    if (whole < n) {
      ScalarReduce.sum(type, values, rows, whole, n, sum);
    }
  }

  @Override
  public double sumFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    assert Species.areNative(values, rows);
    return switch (type) {
      case FLOAT64 -> DoubleSums.sum(values, rows, 0, n);
      case FLOAT32 -> SingleSums.sum(values, rows, 0, n);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
          scalar.sumFloat(type, values, rows, n);
    };
  }

  @Override
  public long min(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    assert Species.areNative(values, rows);
    if (type.isUnsigned()) {
      return unsigned(type, values, rows, n, 0);
    }
    int whole = n & -64;
    boolean all = Bitmaps.isAllValid(rows);
    long min = Long.MAX_VALUE;
    if (type == LaneType.INT64) {
      min = all ? LongExtrema.min(values, whole) : LongExtrema.min(values, rows, whole);
    } else if (type == LaneType.INT32 && logic.firstSet(rows, whole) >= 0) {
      min = all ? IntExtrema.min(values, whole) : IntExtrema.min(values, rows, whole);
    } else if (type != LaneType.INT32) {
      whole = 0;
    }
    return whole == n ? min : Math.min(min, ScalarReduce.min(type, values, rows, whole, n));
  }

  @Override
  public long max(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    assert Species.areNative(values, rows);
    if (type.isUnsigned()) {
      return unsigned(type, values, rows, n, -1);
    }
    int whole = n & -64;
    boolean all = Bitmaps.isAllValid(rows);
    long max = Long.MIN_VALUE;
    if (type == LaneType.INT64) {
      max = all ? LongExtrema.max(values, whole) : LongExtrema.max(values, rows, whole);
    } else if (type == LaneType.INT32 && logic.firstSet(rows, whole) >= 0) {
      max = all ? IntExtrema.max(values, whole) : IntExtrema.max(values, rows, whole);
    } else if (type != LaneType.INT32) {
      whole = 0;
    }
    return whole == n ? max : Math.max(max, ScalarReduce.max(type, values, rows, whole, n));
  }

  /* The maximum is asked for by a flip of -1. */
  private long unsigned(LaneType type, MemorySegment values, MemorySegment rows, int n, int flip) {
    boolean isWide = type == LaneType.UINT64;
    int whole = n & -64;
    if (!(isWide || type == LaneType.UINT32) || logic.firstSet(rows, whole) < 0) {
      return flip == 0
          ? ScalarReduce.min(type, values, rows, 0, n)
          : ScalarReduce.max(type, values, rows, 0, n);
    }
    long best =
        isWide
            ? UnsignedExtrema.longs(values, rows, whole, flip)
            : UnsignedExtrema.ints(values, rows, whole, flip);
    if (whole == n) {
      return best;
    }
    long rest =
        flip == 0
            ? ScalarReduce.min(type, values, rows, whole, n)
            : ScalarReduce.max(type, values, rows, whole, n);
    // UINT32 are no negative words, and no rows are one beyond them all.
    int order = isWide ? Long.compareUnsigned(rest, best) : Long.compare(rest, best);
    return (order < 0) == (flip == 0) ? rest : best;
  }

  @Override
  public double minFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    assert Species.areNative(values, rows);
    int whole = n & -64;
    if (type != LaneType.FLOAT64 || whole == 0) {
      return scalar.minFloat(type, values, rows, n);
    }
    boolean all = Bitmaps.isAllValid(rows);
    double min = all ? DoubleExtrema.min(values, whole) : DoubleExtrema.min(values, rows, whole);
    if (min == Double.POSITIVE_INFINITY) {
      // infinities, NaNs or no rows at all: the twin tells them apart
      return scalar.minFloat(type, values, rows, n);
    }
    double rest = ScalarReduce.minFloat(type, values, rows, whole, n);
    // adding 0.0 makes -0.0 the other zero, as in the twin
    return (rest < min ? rest : min) + 0.0;
  }

  @Override
  public double maxFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    assert Species.areNative(values, rows);
    int whole = n & -64;
    if (type != LaneType.FLOAT64 || whole == 0) {
      return scalar.maxFloat(type, values, rows, n);
    }
    boolean all = Bitmaps.isAllValid(rows);
    double max = all ? DoubleExtrema.max(values, whole) : DoubleExtrema.max(values, rows, whole);
    double rest = ScalarReduce.maxFloat(type, values, rows, whole, n);
    return (rest > max || Double.isNaN(rest) ? rest : max) + 0.0;
  }

  @Override
  public int argMin(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return scalar.argMin(type, values, rows, n);
  }

  @Override
  public int argMax(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return scalar.argMax(type, values, rows, n);
  }

  @Override
  public void moments(
      LaneType type, MemorySegment values, MemorySegment rows, int n, Moments moments) {
    assert Species.areNative(values, rows);
    if (type != LaneType.FLOAT64) {
      scalar.moments(type, values, rows, n, moments);
      return;
    }
    int count = logic.popCount(rows, n);
    if (count > 0) {
      double mean = DoubleSums.sum(values, rows, 0, n) / count;
      moments.add(count, mean, DoubleSums.deviations(values, rows, 0, n, mean));
    }
  }
}
