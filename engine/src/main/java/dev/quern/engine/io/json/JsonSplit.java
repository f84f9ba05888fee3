package dev.quern.engine.io.json;

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
 * The objects of one file whose lines begin between two places, or all.
 *
 * @param path the file
 * @param layout where objects stand in it; only lines are split
 * @param fileSize its length when it was looked at; {@link TextInput#UNKNOWN} of a stream
 * @param start the first place
 * @param end behind the last place; {@link TextInput#UNKNOWN} of a stream
 * @param schema all columns of the table
 * @param columns the columns to read, in the order wanted
 * @param options how the text is read
 * @param windowBytes how much text is worked on at a time
 * @param textBytes how much text there is, about
 */
record JsonSplit(
    Path path,
    JsonLayout layout,
    long fileSize,
    long start,
    long end,
    Schema schema,
    List<String> columns,
    JsonOptions options,
    int windowBytes,
    long textBytes)
    implements Split {

  /** Copies the list. */
  JsonSplit {
    columns = List.copyOf(columns);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    TextInput file = TextInput.open(path);
    try {
      if (!file.isStream()) {
        FileVersion.checkSize(path, fileSize, file.size());
      }
      return new JsonReader(this, file, budget, batchRows);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  public long estimatedBytes() {
    return textBytes + 2L * windowBytes;
  }

  @Override
  public String describe() {
    return end == TextInput.UNKNOWN
        ? path.toString()
        : "%s bytes %,d to %,d".formatted(path, start, end);
  }
}
