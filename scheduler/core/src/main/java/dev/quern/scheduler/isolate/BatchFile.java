package dev.quern.scheduler.isolate;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.io.ipc.IpcReader;
import dev.quern.engine.io.ipc.IpcSink;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands for a batch in a stream of objects: the Arrow file that holds it.
 *
 * @param name the file in the folder of the call
 * @param rows how many rows it has
 */
record BatchFile(String name, int rows) implements Serializable {

  /** Checks that it names a file of that folder and no other. */
  BatchFile {
    if (!name.matches("[a-z]+-\\d+\\.arrow") || rows < 0) {
      throw new DataException("%s, %d rows: no batch was handed over so".formatted(name, rows));
    }
  }

  static BatchFile write(Path folder, String name, Batch batch, MemoryBudget memory) {
    try (IpcSink sink =
        IpcSink.stream(folder.resolve(name), batch.schema(), IpcWriteOptions.NATIVE, memory)) {
      sink.write(batch);
      var _ = sink.commit();
    }
    return new BatchFile(name, batch.rows());
  }

  Batch read(Path folder, MemoryBudget memory) {
    Path file = folder.resolve(name);
    int atOnce = Math.max(64, Math.ceilDiv(rows, 64) * 64);
    try (FileChannel channel = FileChannel.open(file);
        IpcReader reader = IpcReader.stream(channel, file.toString(), memory, atOnce)) {
      Batch batch = reader.next();
      if (batch == null) {
        batch = Batches.concat(memory, reader.schema(), List.of());
      }
      if (batch.rows() != rows) {
        batch.close();
        throw new DataException(
            "%s has %d rows, and was to have %d".formatted(file, batch.rows(), rows));
      }
      return batch;
    } catch (IOException e) {
      throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
