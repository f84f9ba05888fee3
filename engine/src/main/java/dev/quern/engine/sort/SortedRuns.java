package dev.quern.engine.sort;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.sort.SortedRun.Stretch;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpooledBatches;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sorted runs that one task made of its rows, in the order of the rows: one, unless they were
 * too many for the memory. Thread-safe; {@link #retain} returns this.
 */
public final class SortedRuns implements Spillable, Outlined {
  private static final int SECTIONS_OF_PART = 4;

  /* A writer has a file open for each section. */
  private static final int MOST_SECTIONS = 252;

  private final List<SortedRun> runs;
  private final int sections;
  private final AtomicInteger owners = new AtomicInteger(1);

  /**
   * Takes over {@code runs}.
   *
   * @param sections how many stretches of equal length each run may be divided into
   */
  SortedRuns(List<SortedRun> runs, int sections) {
    this.runs = List.copyOf(runs);
    this.sections = sections;
  }

  /**
   * Into how many sections runs are divided that are merged in {@code parts} parts: some for each,
   * since parts do not begin where sections do; none if there is one part, which reads all.
   */
  public static int sections(int parts) {
    return parts == 1 ? 0 : Math.min(MOST_SECTIONS, SECTIONS_OF_PART * parts);
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
    return runs.stream().mapToLong(SortedRun::rows).sum();
  }

  @Override
  public long byteSize() {
    return runs.stream().mapToLong(SortedRun::byteSize).sum();
  }

  @Override
  public long spill(SpillSpace space) {
    return runs.stream().mapToLong(run -> run.spill(space)).sum();
  }

  @Override
  public int sections() {
    return sections;
  }

  @Override
  public SortedRuns section(MemoryBudget memory, int section) {
    List<SortedRun> parts = new ArrayList<>();
    try {
      for (SortedRun run : runs()) {
        parts.add(
            section == NONE
                ? run.outline()
                : run.section(memory, begin(run, section), begin(run, section + 1)));
      }
      return new SortedRuns(parts, sections);
    } catch (RuntimeException | Error e) {
      parts.forEach(SortedRun::close);
      throw e;
    }
  }

  @Override
  public boolean isEmpty(int section) {
    return runs().stream().allMatch(run -> begin(run, section) == begin(run, section + 1));
  }

  @Override
  public SortedRuns with(List<? extends Chunk> pieces) {
    List<SortedRun> whole = new ArrayList<>();
    for (int run = 0; run < runs().size(); run++) {
      List<SortedRun> of = new ArrayList<>();
      for (Chunk piece : pieces) {
        of.add(((SortedRuns) piece).runs().get(run));
      }
      whole.add(runs.get(run).with(of));
    }
    return new SortedRuns(whole, sections);
  }

  /* The batch of a run with which a section begins. */
  private int begin(SortedRun run, int section) {
    return (int) ((long) run.count() * section / sections);
  }

  /** The section of a run that a batch is in. */
  int section(SortedRun run, int batch) {
    return Math.toIntExact(Math.ceilDiv((batch + 1L) * sections, run.count())) - 1;
  }

  @Override
  public Kit takeApart() {
    List<Chunk> parts = new ArrayList<>();
    for (SortedRun run : runs()) {
      run.stretches().forEach(stretch -> parts.add(stretch.batches().retain()));
      parts.add(run.firsts().retain());
    }
    return new Kit(new RunsForm(sections, runs.stream().map(SortedRuns::form).toList()), parts);
  }

  private static RunForm form(SortedRun run) {
    return new RunForm(run.rows(), run.stretches().stream().map(Stretch::first).toList());
  }

  /** A run whose stretches begin with these batches. */
  private record RunForm(long rows, List<Integer> stretches) implements Serializable {}

  /** The parts are the stretches of each run, and then its firsts. */
  private record RunsForm(int sections, List<RunForm> forms) implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      List<SortedRun> runs = new ArrayList<>();
      Iterator<Chunk> next = parts.iterator();
      for (RunForm form : forms) {
        List<Stretch> stretches = new ArrayList<>();
        for (int first : form.stretches) {
          stretches.add(new Stretch(first, (SpooledBatches) next.next()));
        }
        runs.add(new SortedRun(form.rows, (Batch) next.next(), stretches));
      }
      return new SortedRuns(runs, sections);
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
