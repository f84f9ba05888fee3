package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.NoSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pairs of equal keys found by an index of what they are compared by, beside those of all pairs.
 */
@ExtendWith(LeakCheck.class)
class JoinRangesTest {
  private static final List<CompareOp> RELATIONS =
      List.of(CompareOp.LT, CompareOp.LE, CompareOp.GT, CompareOp.GE);
  private static final List<DType> COMPARED =
      RandomColumns.TYPES.stream().filter(RangeWords::exist).toList();

  @Test
  void indexedAndTestedPairsAreTheSameInTheSameOrder(MemoryBudget budget) {
    for (long seed = 0; seed < 25; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<DType> keys = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        keys.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
      }
      DType first = COMPARED.get(random.nextInt(COMPARED.size()));
      DType second = COMPARED.get(random.nextInt(COMPARED.size()));
      Schema build = schema("b", keys, first, second);
      Schema probe = schema("p", keys, first, second);
      try (Batch buildRows = batch(budget, build, random.nextInt(300), random, seed);
          Batch probeRows = batch(budget, probe, random.nextInt(200), random, seed)) {
        compare(budget, keys.size(), buildRows, probeRows, random, seed);
      }
    }
  }

  private static void compare(
      MemoryBudget budget, int keys, Batch build, Batch probe, SplittableRandom random, long seed) {
    List<Integer> positions = IntStream.range(0, keys).boxed().toList();
    Expr condition = condition(keys, build.schema(), probe.schema(), random);
    List<Expr> ranges =
        RangeComparison.keys(RangeComparison.of(condition, Set.copyOf(build.schema().names())));
    List<Batch> rows = List.of(build);
    try (JoinTable plain = JoinTable.build(budget, build.schema(), rows, positions);
        JoinTable indexed = JoinTable.build(budget, build.schema(), rows, positions, ranges)) {
      for (JoinKind kind : JoinKind.values()) {
        int chunk = 1 + random.nextInt(300);
        TestTaskContext context = new TestTaskContext(budget, NoSpillSpace.NONE, 1 << 20, () -> {});
        JoinCondition tested = joinCondition(condition, build.schema(), probe.schema());
        assertThat(pairs(context, indexed, probe, positions, kind, chunk, tested))
            .as("seed %d, %s, %s, %s", seed, kind, build.schema(), condition)
            .isEqualTo(pairs(context, plain, probe, positions, kind, chunk, tested));
      }
    }
  }

  /** Of 4,000 x 1,000 pairs of one key. */
  @Test
  void onlyPairsThatMayMeetTheConditionAreTested(MemoryBudget budget) {
    Schema build = schema("b", List.of(DType.INT64), DType.INT64, DType.INT64);
    Schema probe = schema("p", List.of(DType.INT64), DType.INT64, DType.INT64);
    Expr inside =
        new Expr.And(
            compare(probe, "p", 1, CompareOp.GE, build, "b"),
            compare(probe, "p", 2, CompareOp.LE, build, "b"));
    try (Batch spans = rows(budget, build, 4_000, i -> 10L * i, i -> 10L * i + 4);
        Batch points = rows(budget, probe, 1_000, i -> 40L * i + 3, i -> 40L * i + 3);
        JoinTable table =
            JoinTable.build(
                budget,
                build,
                List.of(spans),
                List.of(0),
                List.of(Exprs.column(build, "b1"), Exprs.column(build, "b2")))) {
      AtomicInteger tests = new AtomicInteger();
      TestTaskContext counting =
          new TestTaskContext(budget, NoSpillSpace.NONE, 1 << 20, tests::incrementAndGet);
      JoinCondition condition = joinCondition(inside, build, probe);
      assertThat(pairs(counting, table, points, List.of(0), JoinKind.INNER, 100, condition))
          .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> List.of(i, 4 * i)).toList());
      assertThat(tests).as("chunks of 100 pairs").hasValue(10);
    }
  }

  @Test
  void isCancelledAmongThePartnersOfOneRow(MemoryBudget budget) {
    Schema build = schema("b", List.of(DType.INT64), DType.INT64, DType.INT64);
    Schema probe = schema("p", List.of(DType.INT64), DType.INT64, DType.INT64);
    Expr never =
        new Expr.And(
            compare(build, "b", 1, CompareOp.GE, probe, "p"),
            compare(build, "b", 2, CompareOp.NE, probe, "p"));
    try (Batch buildRows = equalRows(budget, build, 1000);
        Batch probeRows = equalRows(budget, probe, 10);
        JoinTable table =
            JoinTable.build(
                budget,
                build,
                List.of(buildRows),
                List.of(0),
                List.of(Exprs.column(build, "b1")))) {
      assertThat(table.ranges()).isNotEmpty();
      AtomicInteger checks = new AtomicInteger(3);
      TestTaskContext stopping =
          new TestTaskContext(
              budget,
              NoSpillSpace.NONE,
              1 << 20,
              () -> {
                if (checks.decrementAndGet() == 0) {
                  throw new CancelledException("stop");
                }
              });
      try (JoinMatches matches =
          table.probe(
              stopping,
              probe,
              List.of(0),
              JoinKind.SEMI,
              100,
              Optional.of(joinCondition(never, build, probe)))) {
        matches.start(probeRows);
        assertThatThrownBy(matches::next).isInstanceOf(CancelledException.class);
      }
    }
  }

  private static Batch equalRows(MemoryBudget budget, Schema schema, int rows) {
    return rows(budget, schema, rows, _ -> 7, _ -> 7);
  }

  /** Rows of one key. */
  private static Batch rows(
      MemoryBudget budget, Schema schema, int rows, IntToLongFunction a, IntToLongFunction b) {
    List<ColumnVector> columns = new ArrayList<>();
    for (IntToLongFunction column : List.<IntToLongFunction>of(_ -> 7, a, b)) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        values.add(column.applyAsLong(i));
      }
      columns.add(RandomColumns.either(budget, DType.INT64, values, new Random(1)));
    }
    return Batch.of(schema, rows, columns);
  }

  private static Schema schema(String side, List<DType> keys, DType first, DType second) {
    List<DType> types = new ArrayList<>(keys);
    types.add(first);
    types.add(second);
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      fields.add(Field.of(side + i, types.get(i)));
    }
    return Schema.of(fields);
  }

  /* Few different values, so that keys have many rows and pairs are equal. */
  private static Batch batch(
      MemoryBudget budget, Schema schema, int rows, SplittableRandom random, long seed) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      DType type = schema.field(i).type();
      boolean isKey = i < schema.size() - 2;
      Shape shape = isKey || random.nextBoolean() ? Shape.MANY : RandomColumns.shape(random);
      double nulls = random.nextInt(3) == 0 ? 0.1 : 0;
      List<@Nullable Object> values = RandomColumns.values(random, type, rows, shape, nulls);
      if (isKey && rows > 0) {
        // The key of the first row is a hot one.
        for (int row = 0; row < rows; row++) {
          if (random.nextInt(4) > 0) {
            values.set(row, values.getFirst());
          }
        }
      }
      columns.add(RandomColumns.either(budget, type, values, new Random(seed)));
    }
    return Batch.of(schema, rows, columns);
  }

  private static Expr condition(int keys, Schema build, Schema probe, SplittableRandom random) {
    Expr all = null;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      CompareOp relation =
          random.nextInt(8) == 0 ? CompareOp.NE : RELATIONS.get(random.nextInt(RELATIONS.size()));
      int column = keys + random.nextInt(2);
      Expr next =
          random.nextBoolean()
              ? compare(build, "b", column, relation, probe, "p")
              : compare(probe, "p", column, relation, build, "b");
      all = all == null ? next : new Expr.And(all, next);
    }
    return Objects.requireNonNull(all);
  }

  private static Expr compare(
      Schema left, String l, int column, CompareOp relation, Schema right, String r) {
    return new Expr.Compare(
        relation, Exprs.column(left, l + column), Exprs.column(right, r + column));
  }

  private static JoinCondition joinCondition(Expr condition, Schema build, Schema probe) {
    List<Field> fields = new ArrayList<>(probe.fields());
    fields.addAll(build.fields());
    List<Integer> positions = IntStream.range(0, probe.size()).boxed().toList();
    return new JoinCondition(condition, Schema.of(fields), positions, positions);
  }

  private static List<List<Integer>> pairs(
      TestTaskContext context,
      JoinTable table,
      Batch probe,
      List<Integer> keys,
      JoinKind kind,
      int chunk,
      JoinCondition condition) {
    List<List<Integer>> pairs = new ArrayList<>();
    try (JoinMatches matches =
        table.probe(context, probe.schema(), keys, kind, chunk, Optional.of(condition))) {
      matches.start(probe);
      while (matches.next()) {
        for (int i = 0; i < matches.count(); i++) {
          int left = Slots.int32(matches.probeRows(), i);
          int right = kind.hasBuildColumns() ? Slots.int32(matches.buildRows(), i) : -1;
          pairs.add(List.of(left, right));
        }
      }
    }
    return pairs;
  }
}
