package dev.quern.engine.io.merge;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A split with the columns that the table has: those it lacks null, those narrower cast. */
record AdaptedSplit(Split split, Schema output) implements Split {

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    BatchReader rows = split.open(budget, batchRows);
    try {
      return new Reader(rows, budget);
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  @Override
  public OptionalLong rowCount() {
    return split.rowCount();
  }

  @Override
  public long estimatedBytes() {
    return split.estimatedBytes();
  }

  @Override
  public String describe() {
    return split.describe();
  }

  private final class Reader implements BatchReader {
    private final BatchReader rows;
    private final MemoryBudget budget;
    private final Evaluator evaluator;

    /* Of each column what to compute from the file's; null where there is nothing. */
    private final List<@Nullable Expr> columns = new ArrayList<>();

    Reader(BatchReader rows, MemoryBudget budget) {
      this.rows = rows;
      this.budget = budget;
      Schema own = rows.schema();
      for (Field field : output) {
        columns.add(
            own.contains(field.name())
                ? Exprs.cast(Exprs.column(own, field.name()), field.type())
                : null);
      }
      this.evaluator = new Evaluator(budget);
    }

    @Override
    public Schema schema() {
      return output;
    }

    @Override
    public @Nullable Batch next() {
      Batch batch = rows.next();
      if (batch == null) {
        return null;
      }
      List<ColumnVector> vectors = new ArrayList<>();
      try (batch) {
        for (int i = 0; i < columns.size(); i++) {
          Expr column = columns.get(i);
          vectors.add(
              column == null
                  ? Nulls.column(budget, output.field(i).type(), batch.rows())
                  : evaluator.evaluate(column, batch));
        }
        return Batch.of(output, batch.rows(), vectors);
      } catch (RuntimeException | Error e) {
        vectors.forEach(ColumnVector::close);
        throw e;
      }
    }

    @Override
    public void close() {
      try (rows) {
        evaluator.close();
      }
    }
  }
}
