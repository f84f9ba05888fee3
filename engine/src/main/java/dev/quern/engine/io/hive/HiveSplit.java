package dev.quern.engine.io.hive;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A split of a file, and what its path tells: the values of its folders, or itself. */
record HiveSplit(Split file, Schema output, List<Constant> constants) implements Split {

  /** Copies the list. */
  HiveSplit {
    constants = List.copyOf(constants);
  }

  /** The splits of {@code files}, with {@code constants} beside what they read. */
  static List<Split> all(
      Source files, ScanRequest request, Schema output, List<Constant> constants) {
    List<Split> splits = new ArrayList<>();
    for (Split split : files.splits(request)) {
      splits.add(constants.isEmpty() ? split : new HiveSplit(split, output, constants));
    }
    return splits;
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    return new Reader(file.open(budget, batchRows), budget);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows, RowFilter filter) {
    List<ScanPredicate> open = ScanPredicate.left(filter.predicates(), this::verdict).orElse(null);
    if (open == null) {
      filter.skipped(rowCount().orElse(0));
      return new NoRows(output);
    }
    return new Reader(file.open(budget, batchRows, new OfFile(filter, open, budget)), budget);
  }

  private Verdict verdict(ColumnPredicate predicate) {
    return constants.stream()
        .filter(constant -> constant.field().name().equals(predicate.column()))
        .findFirst()
        .map(constant -> Constant.verdict(constant.value(), predicate))
        .orElse(Verdict.OPEN);
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

  /** The rows with these columns of the output. */
  private Batch filled(Batch batch, Schema schema, MemoryBudget budget) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (Field field : schema) {
        columns.add(column(batch, field.name(), budget));
      }
      return Batch.of(schema, batch.rows(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private ColumnVector column(Batch batch, String name, MemoryBudget budget) {
    for (Constant constant : constants) {
      if (constant.field().name().equals(name)) {
        return constant.column(budget, batch.rows());
      }
    }
    return batch.column(batch.schema().position(name)).retain();
  }

  /** A filter of the output, asked about rows of the file. */
  private final class OfFile implements RowFilter {
    private final RowFilter filter;
    private final List<ScanPredicate> predicates;
    private final MemoryBudget budget;
    private final Schema schema;

    OfFile(RowFilter filter, List<ScanPredicate> predicates, MemoryBudget budget) {
      this.filter = filter;
      this.predicates = predicates;
      this.budget = budget;
      this.schema = output.select(filter.columns());
    }

    @Override
    public List<ScanPredicate> predicates() {
      return predicates;
    }

    @Override
    public List<String> columns() {
      return filter.columns().stream()
          .filter(name -> constants.stream().noneMatch(c -> c.field().name().equals(name)))
          .toList();
    }

    @Override
    public boolean wants(Batch batch) {
      try (Batch whole = filled(batch, schema, budget)) {
        return filter.wants(whole);
      }
    }

    @Override
    public void skipped(long rows) {
      filter.skipped(rows);
    }
  }

  /** The rows of folders that a condition rules out. */
  private record NoRows(Schema schema) implements BatchReader {
    @Override
    public @Nullable Batch next() {
      return null;
    }

    @Override
    public void close() {}
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
      try (batch) {
        return filled(batch, output, budget);
      }
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
