package dev.quern.dataframes.ops;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.csv.CsvSink;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.io.ipc.IpcSink;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.json.JsonLayout;
import dev.quern.engine.io.json.JsonSink;
import dev.quern.engine.io.json.JsonSource;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/** A format that frames are written in, with its options. */
public sealed interface FileFormat extends Serializable {

  /** The ending of such files' names, without the dot. */
  String extension();

  /** Starts the file {@code path}, of which {@link #checkFits} has seen the columns. */
  Sink create(Path path, Schema schema, MemoryBudget budget);

  /** Whether a path that ends in {@code name} is meant to be one file, and not a folder. */
  default boolean isFile(Path name) {
    return name.toString().endsWith("." + extension());
  }

  /**
   * The ending of files' names with the dot.
   *
   * @throws PlanException when files of this format are not compressed as a whole
   */
  default String ending(TextCompression compression) {
    if (compression != TextCompression.NONE) {
      throw new PlanException(
          "%s files are compressed inside, not as a whole: see their own options"
              .formatted(extension()));
    }
    return "." + extension();
  }

  /**
   * Checks that files with the columns of {@code schema} can be written so.
   *
   * @throws PlanException when they cannot
   */
  default void checkFits(Schema schema) {}

  /**
   * Parquet.
   *
   * @param order what the rows are thought to be ordered by; nothing for no order
   */
  record Parquet(ParquetWriteOptions options, List<OrderedColumn> order) implements FileFormat {
    /** Copies the list. */
    public Parquet {
      order = List.copyOf(order);
    }

    @Override
    public String extension() {
      return "parquet";
    }

    @Override
    public Sink create(Path path, Schema schema, MemoryBudget budget) {
      return ParquetSink.create(path, schema, options, order, budget);
    }

    @Override
    public void checkFits(Schema schema) {
      options.checkFits(schema);
    }
  }

  /** Lines of text, of which whole files may be compressed. */
  sealed interface Text extends FileFormat {
    @Override
    default String ending(TextCompression compression) {
      return "." + extension() + compression.ending();
    }
  }

  /** CSV. */
  record Csv(CsvWriteOptions options) implements Text {
    @Override
    public String extension() {
      return "csv";
    }

    @Override
    public Sink create(Path path, Schema schema, MemoryBudget budget) {
      return CsvSink.create(path, schema, options);
    }

    @Override
    public void checkFits(Schema schema) {
      CsvSink.check(options);
    }

    @Override
    public boolean isFile(Path name) {
      return TextCompression.endings(".csv").stream().anyMatch(name.toString()::endsWith);
    }
  }

  /** JSON: lines, or an array a file. */
  record Json(JsonLayout layout) implements Text {
    @Override
    public String extension() {
      return layout == JsonLayout.ARRAY ? "json" : "ndjson";
    }

    @Override
    public Sink create(Path path, Schema schema, MemoryBudget budget) {
      return JsonSink.create(path, schema, layout);
    }

    @Override
    public boolean isFile(Path name) {
      return JsonSource.ENDINGS.stream().anyMatch(name.toString()::endsWith);
    }
  }

  /** The file format of Arrow IPC. */
  record Ipc(IpcWriteOptions options) implements FileFormat {
    @Override
    public String extension() {
      return "arrow";
    }

    @Override
    public Sink create(Path path, Schema schema, MemoryBudget budget) {
      return IpcSink.file(path, schema, options, budget);
    }
  }
}
