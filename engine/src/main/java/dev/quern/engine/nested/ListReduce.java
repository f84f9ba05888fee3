package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes of a value when a step takes the elements of a list to it, from the first to the last.
 * The first elements of all lists are taken at once, then the second ones of those that have some,
 * and so on: as many evaluations as the longest list has elements.
 *
 * @param step reads the element, and the value so far under the name of the place
 */
record ListReduce(ElementExpression step) implements VectorFunction {
  @Override
  public String label() {
    return "list reduce";
  }

  @Override
  public String call(List<String> arguments) {
    return "%s(%s, %s, %s)".formatted(label(), arguments.get(0), arguments.get(1), step.text());
  }

  @Override
  public DType type(List<DType> arguments) {
    ListVectors.element(label(), arguments.getFirst());
    if (!arguments.get(1).equals(step.body().type())) {
      throw new PlanException(
          "%s makes %s of %s".formatted(label(), step.body().type(), arguments.get(1)));
    }
    return step.body().type();
  }

  @Override
  public boolean nullsPass() {
    return true;
  }

  @Override
  public boolean callsUserFunction() {
    return step.callsUserFunction();
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    try (Steps steps = new Steps(budget, arguments, rows);
        Evaluator evaluator = new Evaluator(budget)) {
      while (steps.next()) {
        try (Batch batch = steps.batch(step);
            NativeBuffer counting = steps.counting(active);
            ColumnVector values =
                evaluator.evaluate(
                    step.body(),
                    batch,
                    Bitmaps.isAllValid(active) ? Bitmaps.ALL_VALID : counting.segment())) {
          steps.take(Selections.flat(budget, values));
        }
      }
      return steps.result();
    }
  }

  /** The values so far of the lists that are not at their ends, and those of the others. */
  private static final class Steps implements AutoCloseable {
    private final MemoryBudget budget;
    private final List<ColumnVector> arguments;
    private final ColumnVector list;
    private final NativeBuffer rows; // of the values so far
    private final NativeBuffer places; // of each row among the values that are done; -1 if null
    private final List<ColumnVector> done = new ArrayList<>();
    private ColumnVector values;
    private int count;
    private int taken; // elements of each list
    private int doneCount;

    Steps(MemoryBudget budget, List<ColumnVector> arguments, int all) {
      this.budget = budget;
      this.arguments = arguments;
      this.list = arguments.getFirst();
      this.rows = budget.allocate(4L * all);
      NativeBuffer room;
      try {
        room = budget.allocate(4L * all);
      } catch (RuntimeException | Error e) {
        rows.close();
        throw e;
      }
      this.places = room;
      for (int row = 0; row < all; row++) {
        Slots.setInt32(places.segment(), row, -1);
        if (!list.isNull(row)) {
          Slots.setInt32(rows.segment(), count++, row);
        }
      }
      try {
        values = Take.gather(budget, arguments.get(1), rows.segment(), count);
      } catch (RuntimeException | Error e) {
        rows.close();
        places.close();
        throw e;
      }
    }

    /** Puts the values of lists at their ends aside; false if there are no others. */
    boolean next() {
      int before = count;
      int kept = 0;
      int ended = 0;
      try (NativeBuffer going = budget.allocate(4L * before);
          NativeBuffer ending = budget.allocate(4L * before)) {
        for (int i = 0; i < before; i++) {
          int row = Slots.int32(rows.segment(), i);
          if (Spans.length(list.values(), row) > taken) {
            Slots.setInt32(going.segment(), kept, i);
            Slots.setInt32(rows.segment(), kept++, row);
          } else {
            Slots.setInt32(ending.segment(), ended, i);
            Slots.setInt32(places.segment(), row, doneCount + ended++);
          }
        }
        if (ended > 0) {
          done.add(Take.gather(budget, values, ending.segment(), ended));
          doneCount += ended;
          take(Take.gather(budget, values, going.segment(), kept));
        }
      }
      count = kept;
      return kept > 0;
    }

    /** A row for each value so far: it, the next element, and what the step reads of the row. */
    Batch batch(ElementExpression step) {
      List<Field> fields = new ArrayList<>();
      List<ColumnVector> columns = new ArrayList<>();
      try (NativeBuffer numbers = budget.allocate(4L * count)) {
        for (int i = 0; i < count; i++) {
          int row = Slots.int32(rows.segment(), i);
          Slots.setInt32(numbers.segment(), i, Spans.offset(list.values(), row) + taken);
        }
        fields.add(Field.of(step.place(), values.type()));
        columns.add(values.retain());
        fields.add(Field.of(step.element(), list.elements().type()));
        columns.add(Take.gather(budget, list.elements(), numbers.segment(), count));
        for (int i = 0; i < step.captured().size(); i++) {
          Expr.Column column = step.captured().get(i);
          fields.add(Field.of(column.name(), column.type()));
          columns.add(Take.gather(budget, arguments.get(i + 2), rows.segment(), count));
        }
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
      taken++;
      return Batch.of(Schema.of(fields), count, columns);
    }

    /** Of the rows that have values so far, those whose errors count. */
    NativeBuffer counting(MemorySegment active) {
      NativeBuffer counting = budget.allocate(Bitmaps.byteSize(count));
      if (!Bitmaps.isAllValid(active)) {
        Kernels.active().select().takeBits(active, rows.segment(), counting.segment(), count);
      }
      return counting;
    }

    /** Takes the next values, which it owns from here on. */
    void take(ColumnVector next) {
      values.close();
      values = next;
    }

    ColumnVector result() {
      if (done.isEmpty()) {
        return Take.gatherOrNull(budget, values, places.segment(), list.length());
      }
      try (ColumnVector all = Batches.concat(budget, values.type(), done)) {
        return Take.gatherOrNull(budget, all, places.segment(), list.length());
      }
    }

    @Override
    public void close() {
      values.close();
      done.forEach(ColumnVector::close);
      rows.close();
      places.close();
    }
  }
}
