package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpooledBatches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rows in order, in short batches that may be on disk, and the keys of each batch's first row,
 * which stay in memory: places are looked up there before any batch is read. In another process
 * only some of the batches may be there.
 */
final class SortedRun implements AutoCloseable {
  private final long rows;
  private final Batch firsts;
  /* Those that are there, in order. */
  private final List<Stretch> stretches;

  /**
   * Neighbouring batches of a run.
   *
   * @param first the number of the first of them in the run
   */
  record Stretch(int first, SpooledBatches batches) {
    int end() {
      return first + batches.count();
    }
  }

  /**
   * A run of which all batches are there.
   *
   * @param firsts a row for each batch of {@code rows}, the keys as its columns; both are owned by
   *     this from here on
   */
  SortedRun(SpooledBatches rows, Batch firsts) {
    this(rows.rows(), firsts, List.of(new Stretch(0, rows)));
  }

  /**
   * A run of which some batches are there.
   *
   * @param rows how many rows all of them have
   * @param firsts a row for each batch of the run, the keys as its columns; owned by this from here
   *     on, as the stretches are
   */
  SortedRun(long rows, Batch firsts, List<Stretch> stretches) {
    this.rows = rows;
    this.firsts = firsts;
    this.stretches = List.copyOf(stretches);
  }

  /** How many rows it has. */
  long rows() {
    return rows;
  }

  /** How many batches it has. */
  int count() {
    return firsts.rows();
  }

  Batch firsts() {
    return firsts;
  }

  List<Stretch> stretches() {
    return stretches;
  }

  /** Bytes in memory. */
  long byteSize() {
    return firsts.byteSize() + stretches.stream().mapToLong(s -> s.batches().byteSize()).sum();
  }

  /** Whether all batches that are there are in memory at this moment. */
  boolean isInMemory() {
    return stretches.stream().allMatch(stretch -> stretch.batches().isInMemory());
  }

  /** Puts batches on disk; returns how many bytes of memory that freed. */
  long spill(SpillSpace space) {
    return stretches.stream().mapToLong(stretch -> stretch.batches().spill(space)).sum();
  }

  /** The rows that {@code cuts} leaves to a part, read one batch at a time. */
  RunReader open(MemoryBudget budget, RunCuts cuts) {
    return new RunSlice(this, budget, cuts);
  }

  /**
   * Batches {@code from} to {@code to - 1}, of which there is one at least.
   *
   * @throws IllegalStateException when one of them is not there
   */
  BatchReader open(MemoryBudget budget, int from, int to) {
    List<Stretch> read = new ArrayList<>();
    int next = from;
    for (Stretch stretch : stretches) {
      if (next < to && stretch.first() <= next && next < stretch.end()) {
        read.add(stretch);
        next = stretch.end();
      }
    }
    if (next < to) {
      throw new IllegalStateException("batch %d of a sorted run is not there".formatted(next));
    }
    return new StretchReader(budget, read, from, to);
  }

  /** The same without any batch; the caller's. */
  SortedRun outline() {
    return new SortedRun(rows, firsts.retain(), List.of());
  }

  /** Batches {@code from} to {@code to - 1} in memory, for an outline; the caller's. */
  SortedRun section(MemoryBudget budget, int from, int to) {
    List<Stretch> section =
        from == to ? List.of() : List.of(new Stretch(from, whole().loaded(budget, from, to)));
    return new SortedRun(rows, firsts.slice(0, 0), section);
  }

  /** This outline with what these sections of the run have, which stay the caller's. */
  SortedRun with(List<SortedRun> sections) {
    List<Stretch> there = new ArrayList<>();
    for (SortedRun section : sections) {
      for (Stretch stretch : section.stretches) {
        stretch.batches().retain();
        there.add(stretch);
      }
    }
    there.sort(Comparator.comparingInt(Stretch::first));
    return new SortedRun(rows, firsts.retain(), there);
  }

  private SpooledBatches whole() {
    if (stretches.size() != 1 || stretches.getFirst().batches().count() != count()) {
      throw new IllegalStateException("a section of a sorted run cannot be divided");
    }
    return stretches.getFirst().batches();
  }

  @Override
  public void close() {
    stretches.forEach(stretch -> stretch.batches().close());
    firsts.close();
  }
}
