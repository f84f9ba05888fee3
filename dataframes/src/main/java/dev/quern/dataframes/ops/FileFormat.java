package dev.quern.dataframes.ops;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.Sink;
import dev.quern.engine.io.csv.CsvSink;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.io.ipc.IpcSink;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.json.JsonSink;
import dev.quern.engine.io.json.JsonSource;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.List;

/** The formats that frames are written in. */
public enum FileFormat {
  PARQUET("parquet") {
    @Override
    public Sink create(Path path, Schema schema, List<String> bloomFilters, MemoryBudget budget) {
      return ParquetSink.create(path, schema, parquet(bloomFilters), budget);
    }

    @Override
    public void checkBloomFilters(Schema schema, List<String> bloomFilters) {
      parquet(bloomFilters).checkFits(schema);
    }
  },
  CSV("csv") {
    @Override
    public Sink create(Path path, Schema schema, List<String> bloomFilters, MemoryBudget budget) {
      return CsvSink.create(path, schema, CsvWriteOptions.DEFAULTS);
    }

    @Override
    public boolean isFile(Path name) {
      return TextCompression.endings(".csv").stream().anyMatch(name.toString()::endsWith);
    }
  },
  JSON("ndjson") {
    @Override
    public Sink create(Path path, Schema schema, List<String> bloomFilters, MemoryBudget budget) {
      return JsonSink.create(path, schema);
    }

    @Override
    public boolean isFile(Path name) {
      return JsonSource.ENDINGS.stream().anyMatch(name.toString()::endsWith);
    }
  },
  IPC("arrow") {
    @Override
    public Sink create(Path path, Schema schema, List<String> bloomFilters, MemoryBudget budget) {
      return IpcSink.file(path, schema, IpcWriteOptions.PORTABLE, budget);
    }
  };

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** The ending of such files' names, without the dot. */
  public String extension() {
    return extension;
  }

  /** Whether a path that ends in {@code name} is meant to be one file, and not a folder. */
  public boolean isFile(Path name) {
    return name.toString().endsWith("." + extension);
  }

  /**
   * The ending of files' names with the dot.
   *
   * @throws PlanException when files of this format are not compressed as a whole
   */
  public String ending(TextCompression compression) {
    if (compression != TextCompression.NONE && this != CSV && this != JSON) {
      throw new PlanException("files of %s are compressed inside, not as a whole".formatted(this));
    }
    return "." + extension + compression.ending();
  }

  /**
   * Checks that files with the columns of {@code schema} can have Bloom filters of some of them.
   *
   * @throws PlanException when they cannot
   */
  public void checkBloomFilters(Schema schema, List<String> bloomFilters) {
    throw new PlanException("files of %s have no Bloom filters: write Parquet".formatted(this));
  }

  /**
   * Starts the file {@code path}.
   *
   * @param bloomFilters the columns that get a Bloom filter, which {@link #checkBloomFilters} has
   *     seen
   */
  public abstract Sink create(
      Path path, Schema schema, List<String> bloomFilters, MemoryBudget budget);

  private static ParquetWriteOptions parquet(List<String> bloomFilters) {
    return ParquetWriteOptions.DEFAULT.withBloomFilters(bloomFilters);
  }
}
