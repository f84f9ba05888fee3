package dev.quern.engine.sort;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sorted runs that one task made of its rows, in the order of the rows: one, unless they were
 * too many for the memory. Thread-safe; {@link #retain} returns this.
 */
public final class SortedRuns implements Spillable {
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
