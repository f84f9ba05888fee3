package dev.quern.engine.io.csv;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whole rows of one file.
 *
 * @param path the file
 * @param fileSize its length when it was looked at; {@link TextInput#UNKNOWN} of a stream
 * @param start where the first row begins
 * @param end where the last row ends; {@link TextInput#UNKNOWN} of a stream
 * @param schema all columns of the file
 * @param columns the columns to read, in the order wanted; that of rejects may be among them
 * @param options how the text is read
 * @param windowBytes how much text is worked on at a time
 * @param textBytes how much text there is, about
 */
record CsvSplit(
    Path path,
    long fileSize,
    long start,
    long end,
    Schema schema,
    List<String> columns,
    CsvOptions options,
    int windowBytes,
    long textBytes)
    implements Split {

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    TextInput file = TextInput.open(path, options.charset());
    try {
      if (!file.isStream()) {
        FileVersion.checkSize(path, fileSize, file.size());
      }
      return new CsvReader(this, file, budget, batchRows);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  /* Numbers take about as much as their text, texts of any length at most 16 bytes more. */
  @Override
  public long estimatedBytes() {
    return 2 * textBytes + 4 * Math.min(windowBytes, textBytes);
  }

  @Override
  public String describe() {
    return end == TextInput.UNKNOWN
        ? path.toString()
        : "%s bytes %,d to %,d".formatted(path, start, end);
  }
}
