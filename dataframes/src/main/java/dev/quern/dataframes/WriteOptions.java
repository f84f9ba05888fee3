package dev.quern.dataframes;

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
 * }</pre>
 *
 * @param partitionBy columns whose values name folders, as in {@code year=2024/month=3}, and that
 *     are not in the files: integers, truth values, text, decimals, dates or timestamps. Rows are
 *     sorted by them, so that there are few files and one of each task is open at a time; within a
 *     partition they keep their order
 * @param mode what becomes of what is there already
 * @param compression what text files of a folder are compressed with; the name of a single file
 *     says it itself
 * @param bloomFilters columns of which Parquet files tell, row group by row group, which values are
 *     surely not there: for columns that rows are looked up by and that are not sorted. They take
 *     10 to 20 bits for each different value; a field of a struct is named by its path, {@code s.x}
 */
public record WriteOptions(
    List<String> partitionBy,
    SaveMode mode,
    TextCompression compression,
    List<String> bloomFilters) {

  /** No partitions; the result of an earlier run is replaced. */
  public static final WriteOptions DEFAULTS =
      new WriteOptions(List.of(), SaveMode.OVERWRITE, TextCompression.NONE, List.of());

  /** Copies the lists. */
  public WriteOptions {
    partitionBy = List.copyOf(partitionBy);
    bloomFilters = List.copyOf(bloomFilters);
  }

  /** These options with folders named after the values of {@code columns}, the first outermost. */
  public WriteOptions withPartitionBy(String... columns) {
    return new WriteOptions(List.of(columns), mode, compression, bloomFilters);
  }

  /** These options with what is there already treated so. */
  public WriteOptions withMode(SaveMode value) {
    return new WriteOptions(partitionBy, value, compression, bloomFilters);
  }

  /** These options with CSV and JSON in folders compressed. */
  public WriteOptions withCompression(TextCompression value) {
    return new WriteOptions(partitionBy, mode, value, bloomFilters);
  }

  /** These options with Bloom filters of {@code columns} in Parquet files. */
  public WriteOptions withBloomFilters(String... columns) {
    return new WriteOptions(partitionBy, mode, compression, List.of(columns));
  }
}
