package dev.quern.engine.spill;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ipc.IpcReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches in a spill file. */
final class BatchFile implements SpilledBatches {
  /* A reader cuts batches at this many rows; those put aside come back whole. */
  private static final int WHOLE = Integer.MAX_VALUE & -64;

  private final Schema schema;
  private final SpillFile file;
  private final int[] batchRows;
  private final long[] starts;
  private final long[][] dictionaries;

  /**
   * @param starts where each batch begins, with what dictionaries are new in it
   * @param dictionaries where those begin that were the last ones when a batch had been written; -1
   *     of columns without
   */
  BatchFile(Schema schema, SpillFile file, int[] batchRows, long[] starts, long[][] dictionaries) {
    this.schema = schema;
    this.file = file;
    this.batchRows = batchRows;
    this.starts = starts;
    this.dictionaries = dictionaries;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long rows() {
    return Arrays.stream(batchRows).asLongStream().sum();
  }

  @Override
  public int count() {
    return batchRows.length;
  }

  @Override
  public int rows(int number) {
    return batchRows[number];
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public BatchReader open(MemoryBudget budget) {
    return open(budget, 0);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int from) {
    SpillFileReader input = file.reader();
    IpcReader stream = IpcReader.stream(input, budget, WHOLE);
    try {
      if (from > 0) {
        pass(stream, from);
      }
    } catch (RuntimeException | Error e) {
      stream.close();
      throw e;
    }
    input.release();
    return new Reader(this, input, stream, budget, from);
  }

  /** Goes to a batch, with the dictionaries that those before it left. */
  private void pass(IpcReader stream, int count) {
    // Before the first row that was written there is nothing to pass, not even the schema.
    if (count == starts.length || starts[count] == 0) {
      return;
    }
    for (long at : dictionaries[count - 1]) {
      if (at >= 0) {
        stream.dictionary(at);
      }
    }
    stream.seek(starts[count]);
  }

  @Override
  public void close() {
    file.close();
  }

  private static final class Reader implements BatchReader {
    private final BatchFile owner;
    private final SpillFileReader input;
    private final IpcReader stream;
    private final MemoryBudget budget;
    private int next;

    Reader(
        BatchFile owner, SpillFileReader input, IpcReader stream, MemoryBudget budget, int next) {
      this.owner = owner;
      this.input = input;
      this.stream = stream;
      this.budget = budget;
      this.next = next;
    }

    @Override
    public Schema schema() {
      return owner.schema;
    }

    @Override
    public @Nullable Batch next() {
      if (next == owner.batchRows.length) {
        return null;
      }
      int rows = owner.batchRows[next];
      Batch batch = rows == 0 ? Batches.concat(budget, owner.schema, List.of()) : stream.next();
      input.release();
      if (batch == null || batch.rows() != rows) {
        throw new DataException(owner.file + ": batch " + next + " is not there");
      }
      next++;
      return batch.schema().equals(owner.schema) ? batch : renamed(batch);
    }

    /* What a stream says of its fields may be less than what its writer knew. */
    private Batch renamed(Batch batch) {
      try (batch) {
        return batch.withSchema(owner.schema);
      }
    }

    @Override
    public void close() {
      next = owner.batchRows.length;
      stream.close();
    }
  }
}
