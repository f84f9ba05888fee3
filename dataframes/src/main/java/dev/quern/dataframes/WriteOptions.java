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
 * }</pre>
 *
 * @param partitionBy columns whose values name folders, as in {@code year=2024/month=3}, and that
 *     are not in the files: integers, truth values, text, decimals, dates or timestamps. Rows are
 *     sorted by them, so that there are few files and one of each task is open at a time; within a
 *     partition they keep their order
 * @param mode what becomes of what is there already
 * @param compression what text files of a folder are compressed with; the name of a single file
 *     says it itself
 */
public record WriteOptions(List<String> partitionBy, SaveMode mode, TextCompression compression) {

  /** No partitions; the result of an earlier run is replaced. */
  public static final WriteOptions DEFAULTS =
      new WriteOptions(List.of(), SaveMode.OVERWRITE, TextCompression.NONE);

  /** Copies the list. */
  public WriteOptions {
    partitionBy = List.copyOf(partitionBy);
  }

  /** These options with folders named after the values of {@code columns}, the first outermost. */
  public WriteOptions withPartitionBy(String... columns) {
    return new WriteOptions(List.of(columns), mode, compression);
  }

  /** These options with what is there already treated so. */
  public WriteOptions withMode(SaveMode value) {
    return new WriteOptions(partitionBy, value, compression);
  }

  /** These options with CSV and JSON in folders compressed. */
  public WriteOptions withCompression(TextCompression value) {
    return new WriteOptions(partitionBy, mode, value);
  }
}
