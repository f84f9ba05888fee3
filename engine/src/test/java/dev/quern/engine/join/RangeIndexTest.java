package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows found by two values, beside those of a loop over all. */
@ExtendWith(LeakCheck.class)
class RangeIndexTest {
  private static final Schema SCHEMA =
      Schema.of(Field.of("a", DType.INT32), Field.of("b", DType.INT64));
  private static final List<CompareOp> RELATIONS =
      List.of(CompareOp.LT, CompareOp.LE, CompareOp.GT, CompareOp.GE);

  private record Pair(@Nullable Long a, @Nullable Long b) {}

  @Test
  void findsWhatALoopFinds(MemoryBudget budget) {
    for (int rows : new int[] {0, 1, 2, 15, 16, 17, 255, 256, 257, 5_000}) {
      SplittableRandom random = new SplittableRandom(rows);
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        pairs.add(new Pair(value(random, rows), value(random, rows)));
      }
      List<Expr> keys = List.of(Exprs.column(SCHEMA, "a"), Exprs.column(SCHEMA, "b"));
      try (Batch batch = batch(budget, pairs);
          RangeIndex index = RangeIndex.of(budget, batch, keys)) {
        for (int i = 0; i < 200; i++) {
          check(index, pairs, random);
        }
      }
    }
  }

  private static @Nullable Long value(SplittableRandom random, int rows) {
    return random.nextInt(10) == 0 ? null : random.nextLong(-rows / 2 - 1L, rows / 2 + 1L);
  }

  private static void check(RangeIndex index, List<Pair> pairs, SplittableRandom random) {
    long low = random.nextLong(-pairs.size() - 1L, pairs.size() + 1L);
    long high = low + random.nextInt(pairs.size() + 1);
    long other = random.nextLong(-pairs.size() - 1L, pairs.size() + 1L);
    CompareOp relation = RELATIONS.get(random.nextInt(RELATIONS.size()));
    List<Integer> expected = new ArrayList<>();
    for (int row = 0; row < pairs.size(); row++) {
      Long a = pairs.get(row).a;
      Long b = pairs.get(row).b;
      if (a != null && b != null && a >= low && a < high && relation.test(b.compareTo(other))) {
        expected.add(row);
      }
    }
    RangeIndex.Found found = new RangeIndex.Found(Integer.MAX_VALUE);
    index.those(index.notLess(low), index.notLess(high), relation, other, found);
    found.sort();
    List<Integer> actual = new ArrayList<>();
    for (int i = 0; i < found.count(); i++) {
      actual.add(found.get(i));
    }
    assertThat(actual)
        .as("%d rows, a in %d..%d, b %s %d", pairs.size(), low, high, relation, other)
        .isEqualTo(expected);
    RangeIndex.Found one = new RangeIndex.Found(1);
    index.those(index.notLess(low), index.notLess(high), relation, other, one);
    assertThat(one.count()).isEqualTo(Math.min(1, expected.size()));
  }

  private static Batch batch(MemoryBudget budget, List<Pair> pairs) {
    try (ColumnBuilder a = new ColumnBuilder(budget, DType.INT32, pairs.size());
        ColumnBuilder b = new ColumnBuilder(budget, DType.INT64, pairs.size())) {
      for (Pair pair : pairs) {
        append(a, pair.a);
        append(b, pair.b);
      }
      return Batch.of(SCHEMA, pairs.size(), List.of(a.build(), b.build()));
    }
  }

  private static void append(ColumnBuilder column, @Nullable Long value) {
    if (value == null) {
      column.appendNull();
    } else {
      column.append(value);
    }
  }
}
