package dev.quern.dataframes;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records, one after the other, as batches of the components that are wanted. */
final class RecordReader<R extends Record> implements BatchReader {
  private final Class<R> type;
  private final Schema schema;
  private final MemoryBudget budget;
  private final int batchRows;
  private final List<Method> accessors = new ArrayList<>();
  private Iterator<R> records;

  RecordReader(
      Class<R> type, Schema schema, Iterator<R> records, MemoryBudget budget, int batchRows) {
    this.type = type;
    this.schema = schema;
    this.records = records;
    this.budget = budget;
    this.batchRows = batchRows;
    for (String name : schema.names()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getName().equals(name)) {
          Method accessor = component.getAccessor();
          accessor.setAccessible(true);
          accessors.add(accessor);
        }
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    List<R> rows = new ArrayList<>();
    while (rows.size() < batchRows && records.hasNext()) {
      rows.add(records.next());
    }
    if (rows.isEmpty()) {
      return null;
    }
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (int i = 0; i < accessors.size(); i++) {
        columns.add(column(rows, i));
      }
      return Batch.of(schema, rows.size(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  @Override
  public void close() {
    records = Collections.emptyIterator();
  }

  private ColumnVector column(List<R> rows, int position) {
    Method accessor = accessors.get(position);
    try (ColumnBuilder builder =
        new ColumnBuilder(budget, schema.field(position).type(), rows.size())) {
      for (R row : rows) {
        RecordCells.append(builder, accessor.invoke(row));
      }
      return builder.build();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new ComputeException(
          "component %s of %s cannot be read".formatted(accessor.getName(), type), e);
    }
  }
}
