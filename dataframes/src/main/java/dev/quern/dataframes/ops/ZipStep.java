package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.Lengths;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the columns of another frame beside the rows of a partition. */
final class ZipStep implements Step {
  private final Schema right;
  private final Lengths lengths;
  private final MemoryBudget budget;
  private final BatchReader rows;
  private @Nullable Batch current;
  private int taken;

  ZipStep(RowStep.Zip zip, List<Chunk> inputs, MemoryBudget budget) {
    this.right = zip.right();
    this.lengths = zip.lengths();
    this.budget = budget;
    this.rows = zip.other().open(budget, inputs);
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch zipped;
    try (morsel) {
      zipped = beside(morsel);
    }
    if (zipped.rows() == 0) {
      zipped.close();
    } else {
      next.accept(zipped);
    }
  }

  private Batch beside(Batch morsel) {
    try (Batch other = next(morsel.rows())) {
      if (other.rows() == morsel.rows()) {
        return both(morsel, other);
      }
      return switch (lengths) {
        case SHORTEST -> {
          try (Batch some = morsel.slice(0, other.rows())) {
            yield both(some, other);
          }
        }
        case LONGEST -> {
          try (Batch none = nulls(morsel.rows() - other.rows());
              Batch filled = Batches.concat(budget, right, List.of(other, none))) {
            yield both(morsel, filled);
          }
        }
        case SAME ->
            throw new ComputeException(
                "zip: a partition has fewer rows than its file's metadata said");
      };
    }
  }

  private static Batch both(Batch left, Batch right) {
    List<ColumnVector> columns = new ArrayList<>();
    left.columns().forEach(column -> columns.add(column.retain()));
    right.columns().forEach(column -> columns.add(column.retain()));
    return Batch.of(Zip.zipped(left.schema(), right.schema()), left.rows(), columns);
  }

  private Batch nulls(int count) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (Field field : right) {
        columns.add(Nulls.column(budget, field.type(), count));
      }
      return Batch.of(right, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** The next {@code count} rows of the other frame, or what is left of them. */
  private Batch next(int count) {
    List<Batch> parts = new ArrayList<>();
    try {
      int missing = count;
      while (missing > 0) {
        Batch from = open();
        if (from == null) {
          break;
        }
        int some = Math.min(missing, from.rows() - taken);
        parts.add(RowRange.of(budget, from, taken, some));
        taken += some;
        missing -= some;
      }
      return Batches.concat(budget, right, parts);
    } finally {
      parts.forEach(Batch::close);
    }
  }

  /** A batch that has rows behind those {@link #taken}; null at the end. */
  private @Nullable Batch open() {
    Batch open = current;
    while (open == null || taken == open.rows()) {
      closeCurrent();
      open = rows.next();
      if (open == null) {
        return null;
      }
      current = open;
      taken = 0;
    }
    return open;
  }

  private void closeCurrent() {
    Batch open = current;
    current = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closeCurrent();
    rows.close();
  }
}
