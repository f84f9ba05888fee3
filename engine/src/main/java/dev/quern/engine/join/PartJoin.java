package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.spill.SectionSpool;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The join of one part of both sides, as {@link KeyScatter} made them. The build rows of the part
 * are made a table; if the task's share is not enough for that, as when a key has more rows than
 * memory, block after block of them, and the probe rows are read once for each block.
 *
 * <pre>
 *   block 0 of the build rows ─> table ─┐
 *   block 1 of the build rows ─> table ─┼─ probed by all probe rows of the part ─> a run each
 *                                       └─ at last, rows without a partner      ─> one more
 * </pre>
 */
public final class PartJoin implements AutoCloseable {
  private final TaskContext context;
  private final Sides sides;
  private final List<SpooledSections> probes;
  private final PartSlices.Slice slice;
  private final int part;
  private final Schema output;
  private final BatchReader build;
  private final List<SpooledSections> runs = new ArrayList<>();
  private @Nullable Batch carried;
  private boolean atEnd;

  /**
   * What is joined.
   *
   * @param kind which rows come out
   * @param build the columns of the build side
   * @param buildKeys positions of its keys; without any, all rows of the build side are in its
   *     first part, and all of them are joined with each part of the probe side
   * @param ranges what its rows of one key are compared by; none for none
   * @param buildColumns positions of its columns that come out
   * @param probe the columns of the probe side behind their number
   * @param probeKeys positions of its keys
   * @param probeColumns positions of its columns that come out
   * @param output the columns that come out
   * @param condition what pairs must meet beside equal keys
   */
  public record Sides(
      JoinKind kind,
      Schema build,
      List<Integer> buildKeys,
      List<Expr> ranges,
      List<Integer> buildColumns,
      Schema probe,
      List<Integer> probeKeys,
      List<Integer> probeColumns,
      Schema output,
      Optional<JoinCondition> condition) {

    /** Copies the lists. */
    public Sides {
      buildKeys = List.copyOf(buildKeys);
      ranges = List.copyOf(ranges);
      buildColumns = List.copyOf(buildColumns);
      probeKeys = List.copyOf(probeKeys);
      probeColumns = List.copyOf(probeColumns);
    }

    /** The number first. */
    List<Integer> numberedColumns() {
      List<Integer> positions = new ArrayList<>();
      positions.add(0);
      positions.addAll(probeColumns);
      return positions;
    }
  }

  private PartJoin(
      TaskContext context,
      Sides sides,
      SpooledSections build,
      List<SpooledSections> probes,
      PartSlices.Slice slice) {
    this.context = context;
    this.sides = sides;
    this.probes = probes;
    this.slice = slice;
    this.part = slice.part();
    this.output = RowNumbers.before(sides.output());
    this.build = build.open(context.memory(), KeyScatter.ofBuildRows(part, sides.buildKeys()));
  }

  /** Joins {@code part} of {@code build} with that of all {@code probes}, which stay open. */
  public static JoinedPart join(
      TaskContext context,
      Sides sides,
      SpooledSections build,
      List<SpooledSections> probes,
      int part) {
    PartSlices.Slice all = new PartSlices.Slice(part, 0, probes.size());
    return join(context, sides, build, probes, all);
  }

  /** Joins a part of {@code build} with a slice of that of {@code probes}, which stay open. */
  public static JoinedPart join(
      TaskContext context,
      Sides sides,
      SpooledSections build,
      List<SpooledSections> probes,
      PartSlices.Slice slice) {
    long rows = 0;
    for (SpooledSections probe : probes.subList(slice.from(), slice.to())) {
      rows += probe.rows(slice.part());
    }
    if (rows == 0) {
      return new JoinedPart(List.of());
    }
    try (PartJoin join = new PartJoin(context, sides, build, probes, slice)) {
      return join.run();
    }
  }

  private JoinedPart run() {
    try (JoinTable first = nextTable()) {
      if (atEnd) {
        probe(first, sides.kind(), null);
        return finish();
      }
      List<BitSet> matched = new ArrayList<>();
      probes.forEach(probe -> matched.add(new BitSet()));
      probe(first, blockKind(), matched);
      while (!atEnd) {
        try (JoinTable next = nextTable()) {
          probe(next, blockKind(), matched);
        }
      }
      if (sides.kind() != JoinKind.INNER) {
        rest(matched);
      }
      return finish();
    }
  }

  private JoinedPart finish() {
    JoinedPart result = new JoinedPart(runs);
    runs.clear();
    return result;
  }

  /* A row may find its partner in any block: who has none is known at the end. */
  private JoinKind blockKind() {
    return sides.kind().hasBuildColumns() ? JoinKind.INNER : JoinKind.SEMI;
  }

  /** The table of as many of the next build rows as the share allows. */
  private JoinTable nextTable() {
    List<Batch> block = new ArrayList<>();
    Footprint footprint = new Footprint();
    try {
      Batch next = carried == null ? build.next() : carried;
      carried = null;
      long rows = 0;
      while (next != null) {
        footprint.add(next);
        rows += next.rows();
        long needed = 2 * footprint.bytes() + JoinTable.rowBytes(sides.ranges()) * rows;
        if (!block.isEmpty() && needed > context.memoryShare() / 2) {
          carried = next;
          break;
        }
        block.add(next);
        context.checkCancelled();
        next = build.next();
      }
      atEnd = next == null;
      return JoinTable.build(
          context.memory(), sides.build(), block, sides.buildKeys(), sides.ranges());
    } finally {
      block.forEach(Batch::close);
    }
  }

  /**
   * Probes {@code table} by all rows.
   *
   * @param matched where rows are noted that have a partner; null when this is the only block
   */
  private void probe(JoinTable table, JoinKind kind, @Nullable List<BitSet> matched) {
    int batchRows = RowShape.batchRows(output);
    boolean gives = matched == null || kind == JoinKind.INNER;
    try (SectionSpool run = spool();
        JoinMatches probe =
            table.probe(
                context, sides.probe(), sides.probeKeys(), kind, batchRows, sides.condition())) {
      for (int task = slice.from(); task < slice.to(); task++) {
        int base = 0;
        try (BatchReader rows = probes.get(task).open(context.memory(), part)) {
          for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
            try (Batch closing = batch) {
              context.checkCancelled();
              probe.start(closing);
              while (probe.next()) {
                if (matched != null) {
                  note(probe, base, matched.get(task));
                }
                if (gives) {
                  keep(run, task, gather(probe, closing, table));
                }
              }
              base += closing.rows();
            }
          }
        }
      }
      runs.add(run.finish());
    }
  }

  private SectionSpool spool() {
    return new SectionSpool(
        context.memory(), context.spill(), "joined rows", output, probes.size());
  }

  private void keep(SectionSpool run, int task, Batch rows) {
    run.add(task, rows);
    if (run.bytes() > context.memoryShare() / 2) {
      run.putAside();
    }
  }

  private Batch gather(JoinMatches probe, Batch rows, JoinTable table) {
    return JoinGather.join(
        context.memory(),
        output,
        probe,
        rows,
        sides.numberedColumns(),
        table.rows(),
        sides.buildColumns());
  }

  private static void note(JoinMatches probe, int base, BitSet matched) {
    for (int i = 0; i < probe.count(); i++) {
      matched.set(base + Slots.int32(probe.probeRows(), i));
    }
  }

  /** The rows that only the last block decides: those with a partner, or those without. */
  private void rest(List<BitSet> matched) {
    boolean wanted = sides.kind() == JoinKind.SEMI;
    try (SectionSpool run = spool();
        Batch none = Batches.concat(context.memory(), sides.build(), List.of())) {
      for (int task = slice.from(); task < slice.to(); task++) {
        int base = 0;
        try (BatchReader rows = probes.get(task).open(context.memory(), part)) {
          for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
            try (Batch closing = batch) {
              context.checkCancelled();
              Batch chosen = choose(closing, base, matched.get(task), wanted, none);
              keep(run, task, chosen);
              base += closing.rows();
            }
          }
        }
      }
      runs.add(run.finish());
    }
  }

  private Batch choose(Batch rows, int base, BitSet matched, boolean wanted, Batch none) {
    int n = rows.rows();
    List<ColumnVector> columns = new ArrayList<>();
    try (NativeBuffer numbers = context.memory().allocate((long) Integer.BYTES * n);
        NativeBuffer absent = context.memory().allocate((long) Integer.BYTES * n)) {
      absent.segment().fill((byte) -1);
      int count = 0;
      for (int row = 0; row < n; row++) {
        Slots.setInt32(numbers.segment(), count, row);
        count += matched.get(base + row) == wanted ? 1 : 0;
      }
      for (int position : sides.numberedColumns()) {
        ColumnVector column = rows.column(position);
        columns.add(Take.gather(context.memory(), column, numbers.segment(), count));
      }
      for (int position : sides.buildColumns()) {
        ColumnVector column = none.column(position);
        columns.add(Take.gatherOrNull(context.memory(), column, absent.segment(), count));
      }
      return Batch.of(output, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** Frees what was not handed out. */
  @Override
  public void close() {
    build.close();
    runs.forEach(SpooledSections::close);
    runs.clear();
    Batch left = carried;
    carried = null;
    if (left != null) {
      left.close();
    }
  }
}
