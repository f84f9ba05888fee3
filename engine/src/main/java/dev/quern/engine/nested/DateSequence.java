package dev.quern.engine.nested;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.time.CalendarShift;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The dates or timestamps from one to another at equal steps, which are intervals, both ends
 * included, as a list: empty where the steps lead away, null where an argument is. Each element is
 * so many steps from the first, so that months which begin on a 31st end on last days. A list of
 * more than {@value #MOST} elements is an error.
 */
record DateSequence() implements VectorFunction {
  private static final int MOST = 1 << 24;

  @Override
  public String label() {
    return "date_sequence";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType type = arguments.get(0);
    boolean fits = type.isTemporal() && arguments.get(2).equals(DType.INTERVAL);
    if (!fits || !type.equals(arguments.get(1))) {
      throw new PlanException(
          "a sequence of dates goes from a date or timestamp to another of its type by intervals,"
              + " not by "
              + arguments);
    }
    return DType.list(type);
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    DType type = arguments.getFirst().type();
    NativeBuffer spans = budget.allocateZeroed((long) Spans.BYTES * rows);
    @Nullable NativeBuffer valid = null;
    @Nullable NativeBuffer elements = null;
    try {
      valid = budget.allocateZeroed(Bitmaps.byteSize(rows));
      Steps steps = new Steps(type, arguments);
      long total = 0;
      for (int row = 0; row < rows; row++) {
        boolean isThere = arguments.stream().noneMatch(isNullAt(row)) && Bitmaps.get(active, row);
        Bitmaps.set(valid.segment(), row, isThere);
        long count = isThere ? steps.count(row) : 0;
        if (count > MOST || total + count > Integer.MAX_VALUE) {
          throw new ComputeException(
              "a sequence of %,d elements: a list has %,d at most; join with a range instead"
                  .formatted(count, MOST));
        }
        Spans.set(spans.segment(), row, (int) total, (int) count);
        total += count;
      }
      elements = budget.allocate(type.byteWidth() * total);
      for (int row = 0; row < rows; row++) {
        int length = Spans.length(spans.segment(), row);
        steps.write(row, length, elements.segment(), Spans.offset(spans.segment(), row));
      }
      return ColumnVector.list(
          rows, spans, valid, ColumnVector.flat(type, (int) total, elements, null));
    } catch (RuntimeException | Error e) {
      spans.close();
      ListVectors.close(valid);
      ListVectors.close(elements);
      throw e;
    }
  }

  private static Predicate<ColumnVector> isNullAt(int row) {
    return argument -> argument.isNull(row);
  }

  /** Where the sequences of the rows begin and end, and by what they step. */
  private static final class Steps {
    private final DType type;
    private final ColumnVector from;
    private final ColumnVector to;
    private final ColumnVector step;
    private final CalendarShift shift;
    private final long nanosPerTick;

    Steps(DType type, List<ColumnVector> arguments) {
      this.type = type;
      this.from = arguments.get(0);
      this.to = arguments.get(1);
      this.step = arguments.get(2);
      this.shift = CalendarShift.of(type);
      this.nanosPerTick = CalendarShift.nanosPerTick(type);
    }

    private int months(int row) {
      return (int) Slots.low(step.values(), row);
    }

    private int days(int row) {
      return (int) (Slots.low(step.values(), row) >>> Integer.SIZE);
    }

    private long ticks(int row) {
      long nanos = Slots.high(step.values(), row);
      return nanos % nanosPerTick == 0
          ? nanos / nanosPerTick
          : CalendarShift.ticks(new CalendarInterval(months(row), days(row), nanos), type);
    }

    long count(int row) {
      return shift.steps(
          Values.longAt(from, row), Values.longAt(to, row), months(row), days(row), ticks(row));
    }

    void write(int row, int count, MemorySegment target, int at) {
      if (count == 0) {
        return;
      }
      long first = Values.longAt(from, row);
      long months = months(row);
      long days = days(row);
      long ticks = ticks(row);
      boolean narrow = type.byteWidth() == 4;
      for (int i = 0; i < count; i++) {
        long value = shift.later(first, i * months, i * days, i * ticks);
        if (narrow) {
          Slots.setInt32(target, at + i, (int) value);
        } else {
          Slots.setInt64(target, at + i, value);
        }
      }
    }
  }
}
