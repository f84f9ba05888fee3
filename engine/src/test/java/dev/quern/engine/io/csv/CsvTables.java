package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Tables as lists of rows of Java objects: what tests compare. */
@NullMarked
final class CsvTables {
  private CsvTables() {}

  static Path write(Path folder, String text) {
    return write(folder, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, byte[] bytes) {
    try {
      return Files.write(folder.resolve("data.csv"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All rows of all columns. */
  static List<List<@Nullable Object>> rows(Path file, CsvOptions options, MemoryBudget budget) {
    CsvSource source = CsvSource.open(List.of(file), options);
    return rows(source, source.schema().names(), TextWindow.DEFAULT_BYTES, 1024, budget);
  }

  /** All rows of some columns, read with windows and batches of these sizes. */
  static List<List<@Nullable Object>> rows(
      CsvSource source, List<String> columns, int windowBytes, int batchRows, MemoryBudget budget) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : source.splits(ScanRequest.of(columns))) {
      CsvSplit csv = (CsvSplit) split;
      CsvSplit resized =
          new CsvSplit(
              csv.path(),
              csv.fileSize(),
              csv.start(),
              csv.end(),
              csv.schema(),
              csv.columns(),
              csv.options(),
              windowBytes,
              csv.textBytes());
      try (BatchReader reader = resized.open(budget, batchRows)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch current = batch) {
            rows.addAll(BatchRows.toRows(current));
          }
        }
      }
    }
    return rows;
  }

  /** Every batch of all columns. */
  static void forEach(CsvSource source, MemoryBudget budget, Consumer<Batch> action) {
    for (Split split : source.splits(ScanRequest.of(source.schema().names()))) {
      try (BatchReader reader = split.open(budget, 1024)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch current = batch) {
            action.accept(current);
          }
        }
      }
    }
  }
}
