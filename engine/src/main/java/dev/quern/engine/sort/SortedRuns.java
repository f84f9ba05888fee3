package dev.quern.engine.sort;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpooledBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sorted runs that one task made of its rows, in the order of the rows: one, unless they were
 * too many for the memory. Thread-safe; {@link #retain} returns this.
 */
public final class SortedRuns implements Spillable, Portable {
  private final List<SortedRun> runs;
  private final AtomicInteger owners = new AtomicInteger(1);

  SortedRuns(List<SortedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  List<SortedRun> runs() {
    if (owners.get() <= 0) {
      throw new MemoryFaultException("sorted runs used after they were freed");
    }
    return runs;
  }

  /** How many runs there are. */
  public int count() {
    return runs.size();
  }

  /** The number of rows. */
  public long rows() {
    return runs.stream().mapToLong(run -> run.rows().rows()).sum();
  }

  @Override
  public long byteSize() {
    return runs.stream().mapToLong(run -> run.rows().byteSize() + run.firsts().byteSize()).sum();
  }

  @Override
  public long spill(SpillSpace space) {
    long freed = 0;
    for (SortedRun run : runs) {
      freed += run.rows().spill(space);
    }
    return freed;
  }

  @Override
  public Kit takeApart() {
    List<Chunk> parts = new ArrayList<>();
    for (SortedRun run : runs()) {
      parts.add(run.rows().retain());
      parts.add(run.firsts().retain());
    }
    return new Kit(new RunsForm(), parts);
  }

  /** The parts are rows and their firsts in turn. */
  private record RunsForm() implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      List<SortedRun> runs = new ArrayList<>();
      for (int i = 0; i < parts.size(); i += 2) {
        runs.add(new SortedRun((SpooledBatches) parts.get(i), (Batch) parts.get(i + 1)));
      }
      return new SortedRuns(runs);
    }
  }

  @Override
  public SortedRuns retain() {
    if (owners.getAndIncrement() <= 0) {
      throw new MemoryFaultException("sorted runs used after they were freed");
    }
    return this;
  }

  @Override
  public void close() {
    int left = owners.decrementAndGet();
    if (left < 0) {
      throw new MemoryFaultException("sorted runs freed twice");
    }
    if (left == 0) {
      runs.forEach(SortedRun::close);
    }
  }

  @Override
  public String toString() {
    return "SortedRuns[%d]".formatted(runs.size());
  }
}
