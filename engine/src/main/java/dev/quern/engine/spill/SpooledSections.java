package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches under numbers, each section to be read by itself. An outline tells how many rows the
 * sections have. Thread-safe; {@link #retain} returns this.
 */
public final class SpooledSections implements Spillable, Outlined {
  /* More than one where sections were put into an outline. */
  private final List<SpooledBatches> parts;
  private final int[] sectionOf;
  private final int count;

  /* Of an outline: how many rows there are in each section. */
  private final long @Nullable [] counted;

  SpooledSections(SpooledBatches batches, int[] sectionOf, int count) {
    this(List.of(batches), sectionOf, count, null);
  }

  /**
   * @param sectionOf the section of each batch of all parts
   * @param counted how many rows the sections have, if not all are here
   */
  private SpooledSections(
      List<SpooledBatches> parts, int[] sectionOf, int count, long @Nullable [] counted) {
    this.parts = List.copyOf(parts);
    this.sectionOf = sectionOf;
    this.count = count;
    this.counted = counted;
  }

  /** The columns. */
  public Schema schema() {
    return parts.getFirst().schema();
  }

  /** How many sections there are. */
  public int count() {
    return count;
  }

  /** The number of rows of {@code section}; an outline tells it of those that are not here too. */
  public long rows(int section) {
    return counted == null ? rows()[section] : counted[section];
  }

  private long[] rows() {
    long[] rows = new long[count];
    int batch = 0;
    for (SpooledBatches part : parts) {
      for (int i = 0; i < part.count(); i++) {
        rows[sectionOf[batch++]] += part.rows(i);
      }
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
    return parts.stream().mapToLong(SpooledBatches::byteSize).sum();
  }

  @Override
  public long spill(SpillSpace space) {
    return parts.stream().mapToLong(part -> part.spill(space)).sum();
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
    long[] all = section == NONE ? counted == null ? rows() : counted : null;
    return new SpooledSections(List.of(parts.getFirst().like(chosen)), of, count, all);
  }

  /* Who reads one section alone wants it even if nothing is in it. */
  @Override
  public boolean isEmpty(int section) {
    return false;
  }

  @Override
  public SpooledSections with(List<? extends Chunk> sections) {
    List<SpooledBatches> all = new ArrayList<>(List.of(parts.getFirst().like(List.of())));
    List<Integer> of = new ArrayList<>();
    for (Chunk chunk : sections) {
      SpooledSections section = (SpooledSections) chunk;
      section.parts.forEach(part -> all.add(part.retain()));
      Arrays.stream(section.sectionOf).forEach(of::add);
    }
    return new SpooledSections(
        all, of.stream().mapToInt(Integer::intValue).toArray(), count, counted);
  }

  @Override
  public Kit takeApart() {
    return new Kit(
        new SectionsForm(sectionOf, count, counted),
        parts.stream().<Chunk>map(SpooledBatches::retain).toList());
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record SectionsForm(int[] sectionOf, int count, long @Nullable [] counted)
      implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      return new SpooledSections(
          parts.stream().map(SpooledBatches.class::cast).toList(), sectionOf, count, counted);
    }
  }

  @Override
  public SpooledSections retain() {
    parts.forEach(SpooledBatches::retain);
    return this;
  }

  @Override
  public void close() {
    parts.forEach(SpooledBatches::close);
  }

  @Override
  public String toString() {
    return "SpooledSections[%d in %s]".formatted(count, parts);
  }

  /** Reads stretches of neighbouring batches of the section, one after the other. */
  private final class Reader implements BatchReader {
    private final MemoryBudget budget;
    private final int section;
    private int part;
    /* Batches of the parts before. */
    private int before;
    private int next;
    private @Nullable BatchReader stretch;

    Reader(MemoryBudget budget, int section) {
      this.budget = budget;
      this.section = section;
    }

    @Override
    public Schema schema() {
      return SpooledSections.this.schema();
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
        if (part == parts.size()) {
          return null;
        }
        SpooledBatches batches = parts.get(part);
        int end = before + batches.count();
        int from = next;
        while (from < end && sectionOf[from] != section) {
          from++;
        }
        next = from;
        while (next < end && sectionOf[next] == section) {
          next++;
        }
        if (from == end) {
          part++;
          before = end;
        } else {
          stretch = batches.open(budget, from - before, next - before);
        }
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
      part = parts.size();
      closeStretch();
    }
  }
}
