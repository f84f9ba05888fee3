package dev.quern.engine.nested;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The integers from a first one, by a step, up to or down to a bound that is left out. None where
 * the bound lies on the other side; null where one of the three is.
 */
record ListSequence() implements VectorFunction {
  @Override
  public String label() {
    return "sequence";
  }

  @Override
  public DType type(List<DType> arguments) {
    if (!arguments.equals(List.of(DType.INT64, DType.INT64, DType.INT64))) {
      throw new PlanException("a sequence is of three integers, not of " + arguments);
    }
    return DType.list(DType.INT64);
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    MemorySegment from = arguments.get(0).values();
    MemorySegment step = arguments.get(2).values();
    NativeBuffer spans = budget.allocateZeroed((long) Spans.BYTES * rows);
    NativeBuffer valid = null;
    try {
      valid = budget.allocateZeroed(Bitmaps.byteSize(rows));
      int total = lengths(arguments, rows, active, spans.segment(), valid.segment());
      NativeBuffer numbers = budget.allocate((long) Long.BYTES * total);
      for (int row = 0; row < rows; row++) {
        int first = Spans.offset(spans.segment(), row);
        for (int i = 0; i < Spans.length(spans.segment(), row); i++) {
          Slots.setInt64(
              numbers.segment(), first + i, Slots.int64(from, row) + i * Slots.int64(step, row));
        }
      }
      return ColumnVector.list(
          rows, spans, valid, ColumnVector.flat(DType.INT64, total, numbers, null));
    } catch (RuntimeException | Error e) {
      spans.close();
      ListVectors.close(valid);
      throw e;
    }
  }

  private static int lengths(
      List<ColumnVector> arguments,
      int rows,
      MemorySegment active,
      MemorySegment spans,
      MemorySegment valid) {
    long total = 0;
    for (int row = 0; row < rows; row++) {
      boolean isNull = false;
      for (ColumnVector argument : arguments) {
        isNull |= argument.isNull(row);
      }
      if (!isNull && Bitmaps.get(active, row)) {
        Bitmaps.set(valid, row, true);
        long length =
            length(
                Slots.int64(arguments.get(0).values(), row),
                Slots.int64(arguments.get(1).values(), row),
                Slots.int64(arguments.get(2).values(), row));
        if (length > Integer.MAX_VALUE - 64 - total) {
          throw new ComputeException(
              "sequences of more than 2^31 integers in one batch: use smaller partitions");
        }
        Spans.set(spans, row, length == 0 ? 0 : (int) total, (int) length);
        total += length;
      }
    }
    return (int) total;
  }

  /* How many integers there are, the most that a long says if they are more. */
  private static long length(long from, long to, long step) {
    if (step == 0) {
      throw new ComputeException("a sequence with a step of 0 does not end");
    }
    if (step > 0 ? from >= to : from <= to) {
      return 0;
    }
    // As unsigned numbers, since the distance may be beyond those with a sign.
    long distance = step > 0 ? to - from : from - to;
    long size = step > 0 ? step : -step;
    long steps = Long.divideUnsigned(distance - 1, size);
    return steps < 0 || steps == Long.MAX_VALUE ? Long.MAX_VALUE : steps + 1;
  }
}
