package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How rows are made of an input of {@link Frames#fromMap}. */
sealed interface MappedInput<I> extends Serializable {

  /**
   * Opens the rows of {@code input}.
   *
   * @param announced all columns that were announced
   * @param columns those that are wanted
   */
  BatchReader open(
      I input, Schema announced, List<String> columns, MemoryBudget budget, int batchRows)
      throws IOException;

  /** By a stream of records. */
  record OfRecords<I, R extends Record>(Class<R> type, Fn.ToRecords<I, R> function)
      implements MappedInput<I> {
    @Override
    public BatchReader open(
        I input, Schema announced, List<String> columns, MemoryBudget budget, int batchRows)
        throws IOException {
      Stream<R> records = function.apply(input);
      try {
        return new Closing(
            new RecordReader<>(
                type, announced.select(columns), records.iterator(), budget, batchRows),
            records);
      } catch (RuntimeException | Error e) {
        records.close();
        throw e;
      }
    }
  }

  /** By arrays. */
  record OfColumns<I>(Fn.ToColumns<I> function) implements MappedInput<I> {

    /** The columns that come of {@code input}; calls the function. */
    static <I> Schema schemaOf(Fn.ToColumns<I> function, I input) {
      List<ArrayColumn> columns =
          MappedSource.called(0, input, () -> ArrayColumn.all(function.apply(input)));
      // Another input may have nulls where this one has none.
      return Schema.of(
          columns.stream().map(column -> Field.of(column.name(), column.field().type())).toList());
    }

    @Override
    public BatchReader open(
        I input, Schema announced, List<String> columns, MemoryBudget budget, int batchRows)
        throws IOException {
      List<ArrayColumn> made = ArrayColumn.all(function.apply(input));
      checkNames(announced, made.stream().map(ArrayColumn::name).toList());
      for (ArrayColumn column : made) {
        Field field = announced.field(column.name());
        if (column.inferred().isPresent() && !column.inferred().get().equals(field.type())) {
          throw new PlanException(
              "column '%s' was made as %s, and announced as %s"
                  .formatted(column.name(), column.inferred().get(), field.type()));
        }
      }
      List<ArrayColumn> wanted =
          columns.stream()
              .flatMap(name -> made.stream().filter(column -> column.name().equals(name)))
              .toList();
      int rows = made.isEmpty() ? 0 : made.getFirst().length();
      return new ArraySource.Piece(announced.select(columns), wanted, 0, rows)
          .open(budget, batchRows);
    }

    private static void checkNames(Schema announced, List<String> names) {
      if (names.size() != announced.size() || !names.containsAll(announced.names())) {
        throw new PlanException(
            "the columns %s were made, and %s announced".formatted(names, announced.names()));
      }
    }
  }

  /** By batches. */
  record OfBatches<I>(Fn.ToBatches<I> function) implements MappedInput<I> {
    @Override
    public BatchReader open(
        I input, Schema announced, List<String> columns, MemoryBudget budget, int batchRows)
        throws IOException {
      return new Selecting(function.apply(input, budget), announced, columns);
    }
  }

  /** Batches of another reader, with the stream that they come from. */
  record Closing(BatchReader reader, Stream<?> stream) implements BatchReader {
    @Override
    public Schema schema() {
      return reader.schema();
    }

    @Override
    public @Nullable Batch next() {
      return reader.next();
    }

    @Override
    public void close() {
      try (stream) {
        reader.close();
      }
    }
  }

  /** The wanted columns of batches that were made, checked. */
  record Selecting(BatchReader made, Schema announced, List<String> columns)
      implements BatchReader {
    @Override
    public Schema schema() {
      return announced.select(columns);
    }

    @Override
    public @Nullable Batch next() {
      Batch batch = made.next();
      if (batch == null) {
        return null;
      }
      try (batch) {
        if (!batch.schema().equals(announced)) {
          throw new PlanException(
              "a batch of %s was made, and %s announced".formatted(batch.schema(), announced));
        }
        return batch.select(columns);
      }
    }

    @Override
    public void close() {
      made.close();
    }
  }
}
