package dev.quern.dataframes;

import dev.quern.dataframes.ops.FileFormat;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.json.JsonLayout;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.io.text.TextCompression;
import java.util.List;

/**
 * How a frame is written to files.
 *
 * <pre>{@code
 * sales.writeParquet("sales", WriteOptions.DEFAULTS.withPartitionBy("year", "month"));
 * today.writeParquet("sales",
 *     WriteOptions.DEFAULTS.withPartitionBy("year", "month").withMode(SaveMode.APPEND));
 * users.writeParquet("users", WriteOptions.DEFAULTS.withBloomFilters("email"));
 * users.writeCsv("users.csv",
 *     WriteOptions.DEFAULTS.withCsv(CsvWriteOptions.DEFAULTS.withDelimiter(';').withHeader(false)));
 * }</pre>
 *
 * @param partitionBy columns whose values name folders, as in {@code year=2024/month=3}, and that
 *     are not in the files: integers, truth values, text, decimals, dates or timestamps. Rows are
 *     sorted by them, so that there are few files and one of each task is open at a time; within a
 *     partition they keep their order
 * @param mode what becomes of what is there already
 * @param compression what text files of a folder are compressed with; the name of a single file
 *     says it itself
 * @param fileRows the most rows of a file in a folder: where a task has more, it writes several
 * @param parquet how Parquet files are laid out
 * @param csv how rows, values and names of CSV files are written
 * @param json whether JSON files are lines, or each an array
 * @param ipc how buffers of Arrow files are compressed
 */
public record WriteOptions(
    List<String> partitionBy,
    SaveMode mode,
    TextCompression compression,
    long fileRows,
    ParquetWriteOptions parquet,
    CsvWriteOptions csv,
    JsonLayout json,
    IpcWriteOptions ipc) {

  /** No partitions; the result of an earlier run is replaced. */
  public static final WriteOptions DEFAULTS =
      new WriteOptions(
          List.of(),
          SaveMode.OVERWRITE,
          TextCompression.NONE,
          Long.MAX_VALUE,
          ParquetWriteOptions.DEFAULT,
          CsvWriteOptions.DEFAULTS,
          JsonLayout.LINES,
          IpcWriteOptions.PORTABLE);

  /** Checks the number of rows and copies the list. */
  public WriteOptions {
    partitionBy = List.copyOf(partitionBy);
    if (fileRows < 1) {
      throw new PlanException("a file of at most %d rows: it may be 1 or more".formatted(fileRows));
    }
    if (json == JsonLayout.OBJECTS) {
      throw new PlanException("JSON is written as lines or as an array");
    }
  }

  /** These options with folders named after the values of {@code columns}, the first outermost. */
  public WriteOptions withPartitionBy(String... columns) {
    return new WriteOptions(List.of(columns), mode, compression, fileRows, parquet, csv, json, ipc);
  }

  /** These options with what is there already treated so. */
  public WriteOptions withMode(SaveMode value) {
    return new WriteOptions(partitionBy, value, compression, fileRows, parquet, csv, json, ipc);
  }

  /** These options with CSV and JSON in folders compressed. */
  public WriteOptions withCompression(TextCompression value) {
    return new WriteOptions(partitionBy, mode, value, fileRows, parquet, csv, json, ipc);
  }

  /** These options with files of at most {@code rows} rows. */
  public WriteOptions withFileRows(long rows) {
    return new WriteOptions(partitionBy, mode, compression, rows, parquet, csv, json, ipc);
  }

  /** These options with Parquet files laid out so: compression, row groups, pages. */
  public WriteOptions withParquet(ParquetWriteOptions value) {
    return new WriteOptions(partitionBy, mode, compression, fileRows, value, csv, json, ipc);
  }

  /**
   * These options with Bloom filters of {@code columns} in Parquet files, which tell, row group by
   * row group, which values are surely not there: for columns that rows are looked up by and that
   * are not sorted. They take 10 to 20 bits for each different value; a field of a struct is named
   * by its path, {@code s.x}.
   */
  public WriteOptions withBloomFilters(String... columns) {
    return withParquet(parquet.withBloomFilters(List.of(columns)));
  }

  /** These options with CSV files written so: delimiter, quotes, null, numbers, times. */
  public WriteOptions withCsv(CsvWriteOptions value) {
    return new WriteOptions(partitionBy, mode, compression, fileRows, parquet, value, json, ipc);
  }

  /** These options with JSON files of this layout: lines, or an array each. */
  public WriteOptions withJson(JsonLayout value) {
    return new WriteOptions(partitionBy, mode, compression, fileRows, parquet, csv, value, ipc);
  }

  /** These options with Arrow files written so. */
  public WriteOptions withIpc(IpcWriteOptions value) {
    return new WriteOptions(partitionBy, mode, compression, fileRows, parquet, csv, json, value);
  }

  /* What was meant for another format would be left out in silence. */
  void checkFor(FileFormat format) {
    checkFor("Parquet", format instanceof FileFormat.Parquet || parquet.equals(DEFAULTS.parquet));
    checkFor("CSV", format instanceof FileFormat.Csv || csv.equals(DEFAULTS.csv));
    checkFor("JSON", format instanceof FileFormat.Json || json == DEFAULTS.json);
    checkFor("Arrow IPC", format instanceof FileFormat.Ipc || ipc.equals(DEFAULTS.ipc));
  }

  private static void checkFor(String name, boolean fits) {
    if (!fits) {
      throw new PlanException(
          "there are options for %s, and another format is written".formatted(name));
    }
  }
}
