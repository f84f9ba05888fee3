package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A list of the arguments, which are of one type; nulls are elements. */
record ListOf() implements VectorFunction {
  @Override
  public String label() {
    return "list of";
  }

  @Override
  public DType type(List<DType> arguments) {
    DType element = arguments.getFirst();
    if (!arguments.stream().allMatch(element::equals)) {
      throw new PlanException("a list has elements of one type, not of " + arguments);
    }
    return DType.list(element);
  }

  @Override
  public Optional<List<DType>> argumentsFor(DType type, int count) {
    return type instanceof ListType list
        ? Optional.of(Collections.nCopies(count, list.element()))
        : Optional.empty();
  }

  @Override
  public boolean nullsPass() {
    return true;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    int width = arguments.size();
    int n = Math.multiplyExact(rows, width);
    NativeBuffer spans = budget.allocate((long) Spans.BYTES * rows);
    try (ColumnVector all = Batches.concat(budget, arguments.getFirst().type(), arguments);
        NativeBuffer numbers = budget.allocate(4L * n)) {
      for (int row = 0; row < rows; row++) {
        Spans.set(spans.segment(), row, row * width, width);
        for (int i = 0; i < width; i++) {
          Slots.setInt32(numbers.segment(), row * width + i, i * rows + row);
        }
      }
      return ColumnVector.list(rows, spans, null, Take.gather(budget, all, numbers.segment(), n));
    } catch (RuntimeException | Error e) {
      spans.close();
      throw e;
    }
  }
}
