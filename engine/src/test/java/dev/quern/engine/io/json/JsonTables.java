package dev.quern.engine.io.json;

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
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Tables as lists of rows of Java objects: what tests compare. */
@NullMarked
final class JsonTables {
  private JsonTables() {}

  static Path write(Path folder, String text) {
    return write(folder, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, byte[] bytes) {
    try {
      return Files.write(folder.resolve("data.ndjson"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All rows of all columns. */
  static List<List<@Nullable Object>> rows(Path file, JsonOptions options, MemoryBudget budget) {
    JsonSource source = JsonSource.open(List.of(file), options);
    return rows(source, source.schema().names(), JsonWindow.DEFAULT_BYTES, 1024, budget);
  }

  /** All rows of some columns, read with windows and batches of these sizes. */
  static List<List<@Nullable Object>> rows(
      JsonSource source,
      List<String> columns,
      int windowBytes,
      int batchRows,
      MemoryBudget budget) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : source.splits(ScanRequest.of(columns))) {
      JsonSplit json = (JsonSplit) split;
      JsonSplit resized =
          new JsonSplit(
              json.path(),
              json.layout(),
              json.fileSize(),
              json.start(),
              json.end(),
              json.schema(),
              json.columns(),
              json.options(),
              windowBytes,
              json.textBytes());
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
}
