package dev.quern.engine.io.hive;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A split of a file, and the values of its folders. */
record HiveSplit(Split file, Schema output, List<Constant> constants) implements Split {

  /** Copies the list. */
  HiveSplit {
    constants = List.copyOf(constants);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    return new Reader(file.open(budget, batchRows), budget);
  }

  @Override
  public OptionalLong rowCount() {
    return file.rowCount();
  }

  @Override
  public long estimatedBytes() {
    return file.estimatedBytes();
  }

  @Override
  public String describe() {
    return file.describe();
  }

  private final class Reader implements BatchReader {
    private final BatchReader rows;
    private final MemoryBudget budget;

    Reader(BatchReader rows, MemoryBudget budget) {
      this.rows = rows;
      this.budget = budget;
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
      List<ColumnVector> columns = new ArrayList<>();
      try (batch) {
        for (Field field : output) {
          columns.add(column(batch, field.name()));
        }
        return Batch.of(output, batch.rows(), columns);
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
    }

    private ColumnVector column(Batch batch, String name) {
      for (Constant constant : constants) {
        if (constant.field().name().equals(name)) {
          return constant.column(budget, batch.rows());
        }
      }
      return batch.column(batch.schema().position(name)).retain();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
