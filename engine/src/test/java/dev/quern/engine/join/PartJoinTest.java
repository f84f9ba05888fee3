package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Joins by parts on disk, compared row by row with those by a table in memory. */
@ExtendWith(LeakCheck.class)
class PartJoinTest {
  private static final Schema BUILD =
      Schema.of(
          Field.of("id", DType.INT64), Field.of("name", DType.UTF8), Field.of("b", DType.FLOAT64));
  private static final Schema PROBE =
      Schema.of(
          Field.of("p", DType.INT32), Field.of("text", DType.UTF8), Field.of("key", DType.INT64));

  @TempDir Path folder;

  @Test
  void everyKindGivesTheRowsOfATableInMemoryInTheirOrder(MemoryBudget budget) {
    for (JoinKind kind : JoinKind.values()) {
      joins(budget, kind, 700, 2_000, 1 << 20, false, false);
    }
  }

  @Test
  void aKeyWithMoreRowsThanMemoryIsJoinedBlockByBlock(MemoryBudget budget) {
    for (JoinKind kind : JoinKind.values()) {
      joins(budget, kind, 2, 150, 20_000, true, false);
    }
  }

  @Test
  void thePartAloneOfBothSidesGivesTheSame(MemoryBudget budget) {
    for (JoinKind kind : JoinKind.values()) {
      joins(budget, kind, 700, 400, 1 << 20, false, true);
    }
    joins(budget, JoinKind.LEFT, 2, 150, 20_000, true, true);
  }

  /** As tasks join them that share in a part with most of the rows. */
  @Test
  void slicesOfAPartTogetherGiveTheSame(MemoryBudget budget) {
    for (JoinKind kind : JoinKind.values()) {
      List<Batch> build = batches(budget, BUILD, 0, 300, 7);
      List<List<Batch>> probes = new ArrayList<>();
      for (int task = 0; task < 5; task++) {
        probes.add(batches(budget, PROBE, 2, 400 + task, 7));
      }
      try (TempSpillSpace space = new TempSpillSpace(folder)) {
        TestTaskContext context = new TestTaskContext(budget, space, 20_000, () -> {});
        SpooledSections buildParts = scatter(context, BUILD, List.of(0), build);
        List<SpooledSections> probeParts =
            probes.stream().map(probe -> scatterNumbered(context, probe)).toList();
        List<JoinedPart> joined = new ArrayList<>();
        for (int part = 0; part < KeyScatter.PARTS; part++) {
          for (int[] slice : new int[][] {{0, 2}, {2, 3}, {3, 5}}) {
            joined.add(
                PartJoin.join(
                    context,
                    sides(kind),
                    buildParts,
                    probeParts,
                    new PartSlices.Slice(part, slice[0], slice[1])));
          }
        }
        for (int task = 0; task < probes.size(); task++) {
          List<String> expected = inMemory(budget, sides(kind), build, probes.get(task));
          try (BatchReader reader =
              JoinedRows.open(context, sides(kind).output(), joined, task, 1_000)) {
            assertThat(read(reader)).as("%s, task %d", kind, task).isEqualTo(expected);
          }
        }
        joined.forEach(JoinedPart::close);
        probeParts.forEach(SpooledSections::close);
        buildParts.close();
      }
      probes.forEach(probe -> probe.forEach(Batch::close));
      build.forEach(Batch::close);
    }
  }

  /** Where sections move between processes, outlines are there first. */
  @Test
  void slicesAreToldByOutlinesAndReadFromThem(MemoryBudget budget) {
    List<Batch> build = batches(budget, BUILD, 0, 300, 7);
    List<Batch> rows = batches(budget, PROBE, 2, 9_000, 2);
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      TestTaskContext context = new TestTaskContext(budget, space, 1 << 20, () -> {});
      try (SpooledSections buildRows = scatter(context, BUILD, List.of(0), build);
          SpooledSections probeRows = scatterNumbered(context, rows);
          SpooledSections buildOutline = buildRows.section(budget, Sectioned.NONE);
          SpooledSections outline = probeRows.section(budget, Sectioned.NONE)) {
        List<SpooledSections> probes = Collections.nCopies(6, probeRows);
        PartSlices slices = PartSlices.of(buildRows, probes, true, 15);
        assertThat(slices.more()).isNotEmpty();
        assertThat(PartSlices.of(buildOutline, Collections.nCopies(6, outline), true, 15))
            .isEqualTo(slices);
        assertThat(outline.byteSize()).isZero();
        int large = slices.more().getFirst().part();
        int other = (large + 1) % KeyScatter.PARTS;
        try (SpooledSections one = probeRows.section(budget, large);
            SpooledSections two = probeRows.section(budget, other);
            SpooledSections both = outline.with(List.of(two, one))) {
          for (int part : new int[] {large, other}) {
            assertThat(both.rows(part)).isEqualTo(probeRows.rows(part));
            try (BatchReader there = both.open(budget, part);
                BatchReader whole = probeRows.open(budget, part)) {
              assertThat(read(there)).isEqualTo(read(whole));
            }
          }
        }
      }
    }
    build.forEach(Batch::close);
    rows.forEach(Batch::close);
  }

  /* By sections: each task is given of its inputs just the section that it reads. */
  private void joins(
      MemoryBudget budget,
      JoinKind kind,
      int distinct,
      int rows,
      long share,
      boolean blocks,
      boolean bySections) {
    List<Batch> build = batches(budget, BUILD, 0, blocks ? 2_000 : rows, distinct);
    List<List<Batch>> probes =
        List.of(
            batches(budget, PROBE, 2, rows, distinct),
            batches(budget, PROBE, 2, rows / 2, distinct));
    PartJoin.Sides sides = sides(kind);
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      TestTaskContext context = new TestTaskContext(budget, space, share, () -> {});
      SpooledSections buildParts = scatter(context, BUILD, List.of(0), build);
      List<SpooledSections> probeParts = new ArrayList<>();
      for (List<Batch> probe : probes) {
        probeParts.add(scatterNumbered(context, probe));
      }
      List<JoinedPart> joined = new ArrayList<>();
      for (int part = 0; part < KeyScatter.PARTS; part++) {
        int own = part;
        SpooledSections partOfBuild =
            bySections ? buildParts.section(budget, part) : buildParts.retain();
        List<SpooledSections> partOfProbes =
            probeParts.stream()
                .map(probe -> bySections ? probe.section(budget, own) : probe.retain())
                .toList();
        joined.add(PartJoin.join(context, sides, partOfBuild, partOfProbes, part));
        joined.getLast().spill(space);
        partOfBuild.close();
        partOfProbes.forEach(SpooledSections::close);
      }
      assertThat(joined.stream().anyMatch(part -> part.runs().size() > 1)).isEqualTo(blocks);
      for (int task = 0; task < probes.size(); task++) {
        List<String> expected = inMemory(budget, sides, build, probes.get(task));
        int own = task;
        List<JoinedPart> read =
            joined.stream()
                .map(part -> bySections ? part.section(budget, own) : part.retain())
                .toList();
        try (BatchReader reader = JoinedRows.open(context, sides.output(), read, task, 1_000)) {
          assertThat(read(reader)).as("%s, task %d", kind, task).isEqualTo(expected);
        }
        read.forEach(JoinedPart::close);
      }
      joined.forEach(JoinedPart::close);
      probeParts.forEach(SpooledSections::close);
      buildParts.close();
    }
    probes.forEach(probe -> probe.forEach(Batch::close));
    build.forEach(Batch::close);
  }

  @Test
  void whatIsCancelledLeavesNothing(MemoryBudget budget) {
    List<Batch> build = batches(budget, BUILD, 0, 2_000, 3);
    List<Batch> probe = batches(budget, PROBE, 2, 100, 3);
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      TestTaskContext context = new TestTaskContext(budget, space, 20_000, () -> {});
      SpooledSections buildParts = scatter(context, BUILD, List.of(0), build);
      SpooledSections probeParts = scatterNumbered(context, probe);
      int stopped = 0;
      for (int part = 0; part < KeyScatter.PARTS; part++) {
        if (probeParts.rows(part) > 0 && buildParts.rows(part) > 500) {
          int chosen = part;
          AtomicInteger all = new AtomicInteger();
          TestTaskContext counting =
              new TestTaskContext(budget, space, 20_000, all::incrementAndGet);
          PartJoin.join(counting, sides(JoinKind.LEFT), buildParts, List.of(probeParts), chosen)
              .close();
          AtomicInteger checks = new AtomicInteger(all.get() / 2);
          TestTaskContext stopping =
              new TestTaskContext(
                  budget,
                  space,
                  20_000,
                  () -> {
                    if (checks.decrementAndGet() < 0) {
                      throw new CancelledException("by the test");
                    }
                  });
          assertThatThrownBy(
                  () ->
                      PartJoin.join(
                          stopping, sides(JoinKind.LEFT), buildParts, List.of(probeParts), chosen))
              .isInstanceOf(CancelledException.class);
          stopped++;
        }
      }
      assertThat(stopped).isPositive();
      buildParts.close();
      probeParts.close();
    }
    build.forEach(Batch::close);
    probe.forEach(Batch::close);
  }

  private static PartJoin.Sides sides(JoinKind kind) {
    List<Field> fields = new ArrayList<>(List.of(PROBE.field(2), PROBE.field(0)));
    if (kind.hasBuildColumns()) {
      fields.add(BUILD.field(1));
    }
    return new PartJoin.Sides(
        kind,
        BUILD,
        List.of(0),
        List.of(),
        kind.hasBuildColumns() ? List.of(1) : List.of(),
        RowNumbers.before(PROBE),
        List.of(3),
        List.of(3, 1),
        Schema.of(fields),
        Optional.empty());
  }

  /** Random columns, but for the key: some of few numbers, or null. */
  private List<Batch> batches(MemoryBudget budget, Schema schema, int key, int rows, int distinct) {
    RandomBatches random = new RandomBatches(rows + key, budget).distinct(distinct);
    SplittableRandom numbers = new SplittableRandom(rows + key);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<ColumnVector> columns = new ArrayList<>();
      try (Batch batch = random.dictionary(i == 1).next(schema, rows);
          ColumnBuilder keys = new ColumnBuilder(budget, DType.INT64, rows)) {
        for (int row = 0; row < rows; row++) {
          if (numbers.nextInt(20) == 0) {
            keys.appendNull();
          } else {
            keys.append(numbers.nextInt(distinct) * (key == 0 ? 3L : 2L));
          }
        }
        for (int c = 0; c < schema.size(); c++) {
          columns.add(c == key ? keys.build() : batch.column(c).retain());
        }
      }
      batches.add(Batch.of(schema, rows, columns));
    }
    return batches;
  }

  private static SpooledSections scatter(
      TestTaskContext context, Schema schema, List<Integer> keys, List<Batch> batches) {
    try (KeyScatter scatter = new KeyScatter(context, "rows", schema, keys)) {
      batches.forEach(scatter::add);
      return scatter.finish();
    }
  }

  private static SpooledSections scatterNumbered(TestTaskContext context, List<Batch> batches) {
    Schema numbered = RowNumbers.before(PROBE);
    try (KeyScatter scatter = new KeyScatter(context, "rows", numbered, List.of(3))) {
      long row = 0;
      for (Batch batch : batches) {
        try (Batch counted = RowNumbers.number(context.memory(), numbered, batch, row)) {
          scatter.add(counted);
        }
        row += batch.rows();
      }
      return scatter.finish();
    }
  }

  private static List<String> inMemory(
      MemoryBudget budget, PartJoin.Sides sides, List<Batch> build, List<Batch> probe) {
    List<String> rows = new ArrayList<>();
    try (JoinTable table = JoinTable.build(budget, BUILD, build, List.of(0));
        JoinProbe reader = table.probe(budget, PROBE, List.of(2), sides.kind(), 500)) {
      for (Batch batch : probe) {
        reader.start(batch);
        while (reader.next()) {
          try (Batch joined =
              JoinGather.join(
                  budget,
                  sides.output(),
                  reader,
                  batch,
                  List.of(2, 0),
                  table.rows(),
                  sides.buildColumns())) {
            rows.addAll(text(joined));
          }
        }
      }
    }
    return rows;
  }

  private static List<String> read(BatchReader reader) {
    List<String> rows = new ArrayList<>();
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      rows.addAll(text(batch));
      batch.close();
    }
    return rows;
  }

  private static List<String> text(Batch batch) {
    return BatchRows.toRows(batch).stream().map(Object::toString).toList();
  }
}
