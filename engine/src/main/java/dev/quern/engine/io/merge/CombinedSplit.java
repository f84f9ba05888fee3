package dev.quern.engine.io.merge;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Small splits that one task reads one behind the other, with one of them open at a time: a task
 * for each of ten thousand small files would cost more than reading them.
 */
public record CombinedSplit(List<Split> splits) implements Split {
  /* With fewer, each may as well have a task of its own. */
  private static final int FEW = 256;
  private static final long ENOUGH_BYTES = 4 << 20;
  private static final int MOST = 256;

  /** Copies the list. */
  public CombinedSplit {
    splits = List.copyOf(splits);
  }

  /**
   * {@code splits} in their order, neighbours put together while they are small, if they are many.
   * It depends on the splits alone, so that results do too.
   */
  public static List<Split> combine(List<? extends Split> splits) {
    if (splits.size() <= FEW) {
      return List.copyOf(splits);
    }
    List<Split> combined = new ArrayList<>();
    List<Split> pending = new ArrayList<>();
    long bytes = 0;
    for (Split split : splits) {
      long more = split.estimatedBytes();
      if (!pending.isEmpty() && (bytes + more > ENOUGH_BYTES || pending.size() == MOST)) {
        combined.add(of(pending));
        pending.clear();
        bytes = 0;
      }
      pending.add(split);
      bytes += more;
    }
    combined.add(of(pending));
    return combined;
  }

  private static Split of(List<Split> pending) {
    return pending.size() == 1 ? pending.getFirst() : new CombinedSplit(pending);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    return new Reader(split -> split.open(budget, batchRows));
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows, RowFilter filter) {
    return new Reader(split -> split.open(budget, batchRows, filter));
  }

  @Override
  public OptionalLong rowCount() {
    long rows = 0;
    for (Split split : splits) {
      OptionalLong count = split.rowCount();
      if (count.isEmpty()) {
        return OptionalLong.empty();
      }
      rows += count.getAsLong();
    }
    return OptionalLong.of(rows);
  }

  @Override
  public long estimatedBytes() {
    return splits.stream().mapToLong(Split::estimatedBytes).sum();
  }

  @Override
  public String describe() {
    return "%s and %d more".formatted(splits.getFirst().describe(), splits.size() - 1);
  }

  private final class Reader implements BatchReader {
    private final Function<Split, BatchReader> opening;
    private int next = 1;
    private BatchReader open;

    Reader(Function<Split, BatchReader> opening) {
      this.opening = opening;
      this.open = opening.apply(splits.getFirst());
    }

    @Override
    public Schema schema() {
      return open.schema();
    }

    @Override
    public @Nullable Batch next() {
      while (true) {
        Batch batch = open.next();
        if (batch != null || next == splits.size()) {
          return batch;
        }
        open.close();
        open = opening.apply(splits.get(next++));
      }
    }

    @Override
    public void close() {
      open.close();
    }
  }
}
