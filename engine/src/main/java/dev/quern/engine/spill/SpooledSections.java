package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches under numbers, each section to be read by itself. Thread-safe; {@link #retain} returns
 * this.
 */
public final class SpooledSections implements Spillable, Sectioned {
  private final SpooledBatches batches;
  private final int[] sectionOf;
  private final int count;

  SpooledSections(SpooledBatches batches, int[] sectionOf, int count) {
    this.batches = batches;
    this.sectionOf = sectionOf;
    this.count = count;
  }

  /** The columns. */
  public Schema schema() {
    return batches.schema();
  }

  /** How many sections there are. */
  public int count() {
    return count;
  }

  /** The number of rows of {@code section}. */
  public long rows(int section) {
    long rows = 0;
    for (int i = 0; i < sectionOf.length; i++) {
      rows += sectionOf[i] == section ? batches.rows(i) : 0;
    }
    return rows;
  }

  /** The batches of {@code section}; this stays owned by the caller and open meanwhile. */
  public BatchReader open(MemoryBudget budget, int section) {
    if (section < 0 || section >= count) {
      throw new IndexOutOfBoundsException("section %d of %d".formatted(section, count));
    }
    return new Reader(budget, section);
  }

  @Override
  public long byteSize() {
    return batches.byteSize();
  }

  @Override
  public long spill(SpillSpace space) {
    return batches.spill(space);
  }

  @Override
  public int sections() {
    return count;
  }

  @Override
  public SpooledSections section(MemoryBudget memory, int section) {
    List<Batch> chosen = new ArrayList<>();
    if (section != NONE) {
      try (BatchReader reader = open(memory, section)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          chosen.add(batch);
        }
      } catch (RuntimeException | Error e) {
        chosen.forEach(Batch::close);
        throw e;
      }
    }
    int[] of = new int[chosen.size()];
    Arrays.fill(of, section);
    return new SpooledSections(batches.like(chosen), of, count);
  }

  @Override
  public Kit takeApart() {
    return new Kit(new SectionsForm(sectionOf, count), List.of(batches.retain()));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record SectionsForm(int[] sectionOf, int count) implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      return new SpooledSections((SpooledBatches) parts.getFirst(), sectionOf, count);
    }
  }

  @Override
  public SpooledSections retain() {
    batches.retain();
    return this;
  }

  @Override
  public void close() {
    batches.close();
  }

  @Override
  public String toString() {
    return "SpooledSections[%d in %s]".formatted(count, batches);
  }

  /** Reads stretches of neighbouring batches of the section, one after the other. */
  private final class Reader implements BatchReader {
    private final MemoryBudget budget;
    private final int section;
    private int next;
    private @Nullable BatchReader stretch;

    Reader(MemoryBudget budget, int section) {
      this.budget = budget;
      this.section = section;
    }

    @Override
    public Schema schema() {
      return batches.schema();
    }

    @Override
    public @Nullable Batch next() {
      while (true) {
        BatchReader open = stretch;
        Batch batch = open == null ? null : open.next();
        if (batch != null) {
          return batch;
        }
        closeStretch();
        int from = next;
        while (from < sectionOf.length && sectionOf[from] != section) {
          from++;
        }
        next = from;
        while (next < sectionOf.length && sectionOf[next] == section) {
          next++;
        }
        if (from == next) {
          return null;
        }
        stretch = batches.open(budget, from, next);
      }
    }

    private void closeStretch() {
      BatchReader open = stretch;
      stretch = null;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void close() {
      next = sectionOf.length;
      closeStretch();
    }
  }
}
