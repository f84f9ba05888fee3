package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.ipc.IpcWriter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.Arrays;

/**
 * Batches being put aside as one Arrow stream in a spill file. Between two batches it holds no
 * memory but the last dictionaries, which belong to whoever wrote them as well.
 */
public final class BatchFileWriter implements SpillWriter {
  private final Schema schema;
  private final SpillFileWriter file;
  private final IpcWriter batches;
  private int[] rows = new int[4];
  private long[] starts = new long[4];
  private long[][] dictionaries = new long[4][];
  private long[] latest = {};
  private int latestCount;
  private int count;
  private boolean finished;

  /**
   * Writes into {@code file}, which it owns from here on.
   *
   * @param memory what is needed while a batch is being written is allocated from
   */
  public BatchFileWriter(Schema schema, SpillFileWriter file, MemoryBudget memory) {
    this.schema = schema;
    this.file = file;
    this.batches = new IpcWriter(file::write, schema, IpcWriteOptions.NATIVE, memory);
  }

  @Override
  public void write(Batch batch) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      dictionaries = Arrays.copyOf(dictionaries, 2 * count);
    }
    starts[count] = batches.position();
    if (batch.rows() > 0) {
      batches.write(batch);
      file.endBlock();
    }
    if (batches.dictionaries() != latestCount) {
      latestCount = batches.dictionaries();
      latest = batches.dictionaryPositions();
    }
    dictionaries[count] = latest;
    rows[count++] = batch.rows();
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public SpilledBatches finish() {
    if (file.bytes() == 0) {
      // Without rows there is just the schema. Else the stream needs no mark at its end.
      batches.finish();
    }
    SpillFile written = file.finish();
    finished = true;
    batches.close();
    return new BatchFile(
        schema,
        written,
        Arrays.copyOf(rows, count),
        Arrays.copyOf(starts, count),
        Arrays.copyOf(dictionaries, count));
  }

  @Override
  public void close() {
    if (!finished) {
      batches.close();
      file.close();
    }
  }
}
