package dev.quern.engine.join;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpooledSections;
import java.util.ArrayList;
import java.util.List;

/**
 * What one part of a join gave: rows by the task whose probe rows they came from, numbered as those
 * were, in one or more runs that are each in the order of the numbers. Thread-safe; {@link #retain}
 * returns this.
 */
public final class JoinedPart implements Spillable, Sectioned {
  private final List<SpooledSections> runs;

  JoinedPart(List<SpooledSections> runs) {
    this.runs = List.copyOf(runs);
  }

  List<SpooledSections> runs() {
    return runs;
  }

  @Override
  public long byteSize() {
    return runs.stream().mapToLong(SpooledSections::byteSize).sum();
  }

  @Override
  public long spill(SpillSpace space) {
    return runs.stream().mapToLong(run -> run.spill(space)).sum();
  }

  @Override
  public int sections() {
    return runs.stream().mapToInt(SpooledSections::sections).max().orElse(1);
  }

  @Override
  public JoinedPart section(MemoryBudget memory, int section) {
    List<SpooledSections> chosen = new ArrayList<>();
    try {
      for (SpooledSections run : runs) {
        chosen.add(run.section(memory, section));
      }
      return new JoinedPart(chosen);
    } catch (RuntimeException | Error e) {
      chosen.forEach(SpooledSections::close);
      throw e;
    }
  }

  @Override
  public Kit takeApart() {
    runs.forEach(SpooledSections::retain);
    return new Kit(new RunsForm(), List.copyOf(runs));
  }

  private record RunsForm() implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      return new JoinedPart(parts.stream().map(SpooledSections.class::cast).toList());
    }
  }

  @Override
  public JoinedPart retain() {
    runs.forEach(SpooledSections::retain);
    return this;
  }

  @Override
  public void close() {
    runs.forEach(SpooledSections::close);
  }

  @Override
  public String toString() {
    return "JoinedPart[%d runs]".formatted(runs.size());
  }
}
