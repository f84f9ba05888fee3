package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some record batches of an Arrow file, or a whole stream.
 *
 * @param path the file
 * @param columns what is read of it, in this order
 * @param firstBatch the number of the first record batch, or {@link #STREAM}
 * @param batches how many there are
 * @param rows their rows; of a stream unknown
 * @param estimatedBytes about what they take in memory
 */
record IpcSplit(
    Path path, List<String> columns, int firstBatch, int batches, long rows, long estimatedBytes)
    implements Split {
  private static final int STREAM = -1;

  IpcSplit {
    columns = List.copyOf(columns);
  }

  /** All of a stream in a file of {@code bytes} bytes. */
  static IpcSplit stream(Path path, List<String> columns, long bytes) {
    return new IpcSplit(path, columns, STREAM, 0, 0, bytes);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    InputFile input = InputFile.open(path);
    try {
      IpcFile file = IpcFile.of(input);
      Schema schema = file.schema().select(columns, path.toString());
      return new IpcReader(messages(input, file), file.schema(), schema, budget, batchRows);
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  @Override
  public OptionalLong rowCount() {
    return firstBatch == STREAM ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  @Override
  public String describe() {
    return firstBatch == STREAM
        ? path.toString()
        : "%s, record batches %d to %d".formatted(path, firstBatch, firstBatch + batches - 1);
  }

  private MessageSource messages(InputFile input, IpcFile file) {
    if (firstBatch == STREAM) {
      FileMessages messages = new FileMessages(input, 0, file.end());
      if (messages.next() == null) {
        throw changed();
      }
      return messages;
    }
    if (firstBatch + batches > file.batches().size()) {
      throw changed();
    }
    return new IndexedMessages(
        input,
        file.end(),
        file.dictionaries(),
        file.batches().subList(firstBatch, firstBatch + batches));
  }

  private DataException changed() {
    return new DataException(path + " was changed while it was being read");
  }
}
