package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpooledSections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The build rows of a join in parts by the hash of their keys, where a table of them would be too
 * large; and, where it is of use, a filter of their keys. The rows may go to disk, the filter stays
 * in memory. Thread-safe; {@link #retain} returns this.
 */
public final class ScatteredTable implements Spillable, Outlined {
  private final SpooledSections rows;
  private final @Nullable KeyFilter filter;
  private final AtomicInteger owners = new AtomicInteger(1);

  /** Takes both over. */
  public ScatteredTable(SpooledSections rows, @Nullable KeyFilter filter) {
    this.rows = rows;
    this.filter = filter;
  }

  /** The rows by part, owned by this. */
  public SpooledSections rows() {
    return rows;
  }

  /** What probe rows without a partner are left out by, owned by this. */
  public @Nullable KeyFilter filter() {
    return filter;
  }

  @Override
  public long byteSize() {
    return rows.byteSize() + (filter == null ? 0 : filter.batch().byteSize());
  }

  @Override
  public long spill(SpillSpace space) {
    return rows.spill(space);
  }

  @Override
  public int sections() {
    return rows.sections();
  }

  /** Who probes asks the filter and reads no rows, who joins a part reads rows alone. */
  @Override
  public ScatteredTable section(MemoryBudget memory, int section) {
    SpooledSections chosen = rows.section(memory, section);
    return new ScatteredTable(chosen, section == NONE && filter != null ? filter.retain() : null);
  }

  @Override
  public boolean isEmpty(int section) {
    return rows.isEmpty(section);
  }

  @Override
  public ScatteredTable with(List<? extends Chunk> sections) {
    List<SpooledSections> parts =
        sections.stream().map(section -> ((ScatteredTable) section).rows).toList();
    return new ScatteredTable(rows.with(parts), filter == null ? null : filter.retain());
  }

  @Override
  public Kit takeApart() {
    List<Chunk> parts = new ArrayList<>();
    parts.add(rows.retain());
    if (filter != null) {
      parts.add(filter.batch().retain());
    }
    return new Kit(new TableForm(), parts);
  }

  private record TableForm() implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      return new ScatteredTable(
          (SpooledSections) parts.getFirst(),
          parts.size() == 1 ? null : KeyFilter.of((Batch) parts.getLast()));
    }
  }

  @Override
  public ScatteredTable retain() {
    owners.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      rows.close();
      if (filter != null) {
        filter.close();
      }
    }
  }

  @Override
  public String toString() {
    return "ScatteredTable[%s]".formatted(rows);
  }
}
