package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.RowSorter;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Merges of sorted sides, compared row by row with joins by a table. */
@ExtendWith(LeakCheck.class)
class MergeJoinTest {
  private static final long SEED = Long.getLong("quern.seed", 20_261_128L);

  @TempDir Path folder;

  /**
   * A random case.
   *
   * @param keys what both sides are sorted by, its columns the first ones of both
   * @param run rows of a batch
   */
  private record Case(JoinKind kind, List<SortKey> keys, Schema left, Schema right, int run) {
    MergeJoin.Sides sides() {
      List<Field> fields = new ArrayList<>(left.fields());
      List<Integer> lefts = new ArrayList<>();
      List<Integer> rights = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        lefts.add(i);
      }
      for (int i = 0; kind.hasBuildColumns() && i < right.size(); i++) {
        rights.add(i);
        fields.add(right.field(i).withName("right " + i));
      }
      return new MergeJoin.Sides(kind, left, keys, lefts, right, keys, rights, Schema.of(fields));
    }
  }

  @Test
  void rowsAreThoseOfATableInTheirOrder(MemoryBudget budget) {
    List<DType> types = List.of(DType.INT64, DType.UTF8, DType.FLOAT64, DType.INT32, DType.BOOL);
    int pairs = 0;
    for (long seed = SEED; seed < SEED + 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Field> fields = new ArrayList<>();
      List<SortKey> keys = new ArrayList<>();
      int count = 1 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        fields.add(Field.of("key " + i, types.get(random.nextInt(types.size()))));
        keys.add(new SortKey(i, random.nextBoolean(), random.nextBoolean()));
      }
      Schema side = Schema.of(fields);
      JoinKind kind = List.of(JoinKind.values()).get(random.nextInt(4));
      Case one = new Case(kind, keys, with(side, "l"), with(side, "r"), 1 + random.nextInt(200));
      int distinct = 1 << random.nextInt(10);
      try (Batch left = sorted(budget, seed, one.left(), keys, random.nextInt(700), distinct);
          Batch right = sorted(budget, seed, one.right(), keys, random.nextInt(500), distinct)) {
        long share = random.nextBoolean() ? Long.MAX_VALUE : 4_000;
        List<String> rows = merged(budget, one, left, right, share, () -> {});
        assertThat(rows).as("seed %d", seed).isEqualTo(byTable(budget, one, left, right));
        pairs += kind == JoinKind.INNER ? rows.size() : 0;
      }
    }
    assertThat(pairs).isGreaterThan(1000);
  }

  /** More right rows of one key than are put together in memory. */
  @Test
  void manyRowsOfOneKeyAreReadForEachLeftRow(MemoryBudget budget) {
    Schema side = Schema.of(Field.of("key", DType.INT64));
    List<SortKey> keys = List.of(SortKey.ascending(0));
    for (JoinKind kind : JoinKind.values()) {
      Case one = new Case(kind, keys, with(side, "l"), with(side, "r"), 30_000);
      try (Batch left = sorted(budget, SEED, one.left(), keys, 4, 1);
          Batch right = sorted(budget, SEED + 1, one.right(), keys, 150_000, 1)) {
        for (long share : new long[] {Long.MAX_VALUE, 100_000}) {
          assertThat(merged(budget, one, left, right, share, () -> {}))
              .as("%s", kind)
              .isEqualTo(byTable(budget, one, left, right));
        }
      }
    }
  }

  @Test
  void whatIsCancelledLeavesNothing(MemoryBudget budget) {
    Schema side = Schema.of(Field.of("key", DType.INT64));
    List<SortKey> keys = List.of(SortKey.ascending(0));
    Case one = new Case(JoinKind.LEFT, keys, with(side, "l"), with(side, "r"), 30_000);
    try (Batch left = sorted(budget, SEED, one.left(), keys, 4, 1);
        Batch right = sorted(budget, SEED + 1, one.right(), keys, 150_000, 1)) {
      AtomicInteger all = new AtomicInteger();
      merged(budget, one, left, right, 100_000, all::incrementAndGet);
      for (int stopAt = 1; stopAt < all.get(); stopAt += 3) {
        AtomicInteger checks = new AtomicInteger(stopAt);
        assertThatThrownBy(
                () ->
                    merged(
                        budget,
                        one,
                        left,
                        right,
                        100_000,
                        () -> {
                          if (checks.decrementAndGet() < 0) {
                            throw new CancelledException("by the test");
                          }
                        }))
            .isInstanceOf(CancelledException.class);
      }
    }
  }

  private static Schema with(Schema keys, String name) {
    List<Field> fields = new ArrayList<>(keys.fields());
    fields.add(Field.of(name, DType.INT32));
    return Schema.of(fields);
  }

  private static Batch sorted(
      MemoryBudget budget, long seed, Schema schema, List<SortKey> keys, int rows, int distinct) {
    RandomBatches random = new RandomBatches(seed, budget).distinct(distinct);
    try (Batch batch = random.dictionary(rows % 2 == 1).next(schema, rows)) {
      return RowSorter.sorted(budget, batch, keys);
    }
  }

  private List<String> merged(
      MemoryBudget budget,
      Case one,
      Batch left,
      Batch right,
      long share,
      TestTaskContext.Stop stop) {
    List<String> rows = new ArrayList<>();
    try (TempSpillSpace space = new TempSpillSpace(folder);
        MergeJoin join =
            MergeJoin.open(
                new TestTaskContext(budget, space, share, stop),
                one.sides(),
                new Pieces(budget, left, one.run()),
                new Pieces(budget, right, one.run()),
                256)) {
      for (Batch batch = join.next(); batch != null; batch = join.next()) {
        assertThat(batch.rows()).isBetween(1, 256);
        rows.addAll(text(batch));
        batch.close();
      }
    }
    return rows;
  }

  private static List<String> byTable(MemoryBudget budget, Case one, Batch left, Batch right) {
    List<String> rows = new ArrayList<>();
    List<Integer> keys = one.keys().stream().map(SortKey::column).toList();
    MergeJoin.Sides sides = one.sides();
    try (JoinTable table = JoinTable.build(budget, one.right(), List.of(right), keys);
        JoinProbe probe = table.probe(budget, one.left(), keys, one.kind(), 512)) {
      probe.start(left);
      while (probe.next()) {
        try (Batch joined =
            JoinGather.join(
                budget,
                sides.output(),
                probe,
                left,
                sides.leftColumns(),
                table.rows(),
                sides.rightColumns())) {
          rows.addAll(text(joined));
        }
      }
    }
    return rows;
  }

  private static List<String> text(Batch batch) {
    return BatchRows.toRows(batch).stream().map(Object::toString).toList();
  }

  /** A batch in pieces, with empty ones between them. */
  private static final class Pieces implements BatchReader {
    private final Schema schema;
    private final Deque<Batch> pieces = new ArrayDeque<>();

    Pieces(MemoryBudget budget, Batch whole, int run) {
      this.schema = whole.schema();
      for (int from = 0; from < whole.rows(); from += run) {
        int count = Math.min(run, whole.rows() - from);
        try (NativeBuffer numbers = Take.numbers(budget, from, count)) {
          pieces.add(Take.gather(budget, whole, numbers.segment(), count));
        }
        pieces.add(whole.slice(0, 0));
      }
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      return pieces.poll();
    }

    @Override
    public void close() {
      pieces.forEach(Batch::close);
      pieces.clear();
    }
  }
}
