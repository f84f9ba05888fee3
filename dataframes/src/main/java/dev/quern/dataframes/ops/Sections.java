package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that inputs of a task have, one input behind the other: a section of each, or all.
 *
 * @param input the first input
 * @param count how many inputs there are
 * @param section which section; {@link #ALL} if the inputs are not divided
 */
public record Sections(Schema schema, int input, int count, int section) implements Serializable {
  /** All rows of the inputs. */
  public static final int ALL = -1;

  /** Whether {@code number} is an input of which just a section is read. */
  boolean isSectionOf(int number) {
    return section != ALL && number >= input && number < input + count;
  }

  /** The rows; the inputs stay open meanwhile. */
  BatchReader open(MemoryBudget budget, List<Chunk> inputs) {
    return new Reader(budget, inputs.subList(input, input + count));
  }

  private BatchReader open(MemoryBudget budget, Chunk chunk) {
    return section == ALL
        ? Morsels.of(budget, chunk)
        : ((SpooledSections) chunk).open(budget, section);
  }

  private final class Reader implements BatchReader {
    private final MemoryBudget budget;
    private final List<Chunk> chunks;
    private int next;
    private @Nullable BatchReader batches;

    Reader(MemoryBudget budget, List<Chunk> chunks) {
      this.budget = budget;
      this.chunks = chunks;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      while (true) {
        BatchReader open = batches;
        Batch batch = open == null ? null : open.next();
        if (batch != null) {
          return batch;
        }
        closeBatches();
        if (next == chunks.size()) {
          return null;
        }
        batches = open(budget, chunks.get(next++));
      }
    }

    private void closeBatches() {
      BatchReader open = batches;
      batches = null;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void close() {
      next = chunks.size();
      closeBatches();
    }
  }
}
