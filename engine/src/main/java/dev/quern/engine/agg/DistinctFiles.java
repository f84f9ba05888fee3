package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of group and value on disk, in files by the hash of the value: equal pairs meet in one
 * file, and the different ones of one file at a time are counted in memory.
 */
final class DistinctFiles implements AutoCloseable {
  private static final int FILE_BITS = 5;
  private static final int PENDING_ROWS = 128 << 10;

  private final MemoryBudget budget;
  private final DType type;
  private final Schema schema;
  private final SpillFan files;
  private final List<Batch> pending = new ArrayList<>();
  private int pendingRows;

  DistinctFiles(MemoryBudget budget, SpillSpace spill, DType type) {
    this.budget = budget;
    this.type = type;
    this.schema = Schema.of(Field.of("group", DType.INT32), Field.of("value", type));
    this.files = new SpillFan(spill, budget, "values to count", schema, 1 << FILE_BITS);
  }

  /** Adds flat columns, which stay owned by the caller. */
  void add(ColumnVector numbers, ColumnVector values) {
    pending.add(Batch.of(schema, values.length(), List.of(numbers.retain(), values.retain())));
    pendingRows += values.length();
    if (pendingRows >= PENDING_ROWS) {
      write();
    }
  }

  private void write() {
    try (Batch rows = Batches.concat(budget, schema, pending);
        RadixOrder order =
            RadixOrder.of(budget, List.of(rows.column(1)), rows.rows(), 0, FILE_BITS)) {
      for (int file = 0; file < 1 << FILE_BITS; file++) {
        int from = order.starts()[file];
        int count = order.starts()[file + 1] - from;
        if (count > 0) {
          MemorySegment chosen = order.rows().segment().asSlice((long) Integer.BYTES * from);
          try (Batch some = Take.gather(budget, rows, chosen, count)) {
            files.write(file, some);
          }
        }
      }
    }
    dropPending();
  }

  private void dropPending() {
    pending.forEach(Batch::close);
    pending.clear();
    pendingRows = 0;
  }

  /** Takes the pairs of one file, which a table of that file alone makes different. */
  interface Counter {
    void count(KeyTable pairs, ColumnVector numbers, ColumnVector values);
  }

  /** Counts the pairs of each file, and deletes them. */
  void count(Counter counter) {
    if (pendingRows > 0) {
      write();
    }
    List<@Nullable SpooledBatches> written = files.finish();
    try {
      for (SpooledBatches file : written) {
        if (file != null) {
          count(file, counter);
        }
      }
    } finally {
      SpillFan.close(written);
    }
  }

  private void count(SpooledBatches file, Counter counter) {
    try (KeyTable pairs = new KeyTable(budget, List.of(DType.INT32, type));
        BatchReader reader = file.open(budget)) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        try (Batch rows = next) {
          counter.count(pairs, rows.column(0), rows.column(1));
        }
      }
    }
  }

  @Override
  public void close() {
    dropPending();
    files.close();
  }
}
