package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a task tells of the files it has written: a row each. */
final class WriteReport {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("path", DType.UTF8),
          Field.of("rows", DType.INT64),
          Field.of("bytes", DType.INT64));

  private record Line(Path path, Sink.Written written) {}

  private final MemoryBudget budget;
  private final List<Line> lines = new ArrayList<>();

  WriteReport(MemoryBudget budget) {
    this.budget = budget;
  }

  WriteReport add(Path path, Sink.Written written) {
    lines.add(new Line(path, written));
    return this;
  }

  /** The report, owned by the caller. */
  Batch build() {
    int count = lines.size();
    try (ColumnBuilder paths = new ColumnBuilder(budget, DType.UTF8, count);
        ColumnBuilder rows = new ColumnBuilder(budget, DType.INT64, count);
        ColumnBuilder bytes = new ColumnBuilder(budget, DType.INT64, count)) {
      for (Line line : lines) {
        paths.append(line.path().toString());
        rows.append(line.written().rows());
        bytes.append(line.written().bytes());
      }
      List<ColumnVector> columns = List.of(paths.build(), rows.build(), bytes.build());
      return Batch.of(SCHEMA, count, columns);
    }
  }
}
