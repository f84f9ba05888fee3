package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows of a key found by two values, beside those of a loop over all. */
@ExtendWith(LeakCheck.class)
class RangeIndexTest {
  private static final Schema SCHEMA =
      Schema.of(Field.of("a", DType.INT32), Field.of("b", DType.INT64));
  private static final List<Expr> KEYS =
      List.of(Exprs.column(SCHEMA, "a"), Exprs.column(SCHEMA, "b"));
  private static final List<CompareOp> RELATIONS =
      List.of(CompareOp.LT, CompareOp.LE, CompareOp.GT, CompareOp.GE);

  private record Pair(int key, @Nullable Long a, @Nullable Long b) {}

  @Test
  void findsWhatALoopFinds(MemoryBudget budget) {
    for (int rows : new int[] {9, 15, 16, 17, 255, 256, 257, 5_000}) {
      for (int keys : new int[] {1, 2, 3, rows / 12, rows}) {
        SplittableRandom random = new SplittableRandom(rows + 31L * keys);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          // One key has half of the rows.
          int key = keys <= 1 || random.nextBoolean() ? 0 : random.nextInt(keys);
          pairs.add(new Pair(key, value(random, rows), value(random, rows)));
        }
        check(budget, pairs, Math.max(1, keys), random);
      }
    }
  }

  @Test
  void keysWithFewRowsHaveNone(MemoryBudget budget) {
    for (int rows = 0; rows <= 3 * RangeIndex.FEW; rows++) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        pairs.add(new Pair(i % 3, 1L * i, 2L * i));
      }
      try (Batch batch = batch(budget, pairs);
          Partners partners = partners(budget, pairs, 3)) {
        assertThat(RangeIndex.of(budget, batch, partners, KEYS)).isNull();
      }
    }
  }

  private static @Nullable Long value(SplittableRandom random, int rows) {
    return random.nextInt(10) == 0 ? null : random.nextLong(-rows / 2 - 1L, rows / 2 + 1L);
  }

  private static Partners partners(MemoryBudget budget, List<Pair> pairs, int keys) {
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * pairs.size())) {
      for (int i = 0; i < pairs.size(); i++) {
        Slots.setInt32(numbers.segment(), i, pairs.get(i).key);
      }
      return Partners.of(budget, pairs.size(), numbers.segment(), keys);
    }
  }

  private static void check(
      MemoryBudget budget, List<Pair> pairs, int keys, SplittableRandom random) {
    try (Batch batch = batch(budget, pairs);
        Partners partners = partners(budget, pairs, keys);
        RangeIndex index = RangeIndex.of(budget, batch, partners, KEYS)) {
      if (index == null) {
        assertThat(partners.mostRows()).isLessThanOrEqualTo(RangeIndex.FEW);
        return;
      }
      for (int i = 0; i < 100; i++) {
        int key = random.nextInt(3) == 0 ? random.nextInt(keys) : 0;
        if (index.holds(key)) {
          check(index, pairs, key, random);
        } else {
          checkUntested(index, pairs, key);
        }
      }
    }
  }

  private static void checkUntested(RangeIndex index, List<Pair> pairs, int key) {
    RangeIndex.Found found = new RangeIndex.Found(1);
    index.untested(key, found);
    assertThat(rows(found))
        .isEqualTo(
            IntStream.range(0, pairs.size())
                .filter(row -> pairs.get(row).key == key)
                .boxed()
                .toList());
  }

  private static void check(RangeIndex index, List<Pair> pairs, int key, SplittableRandom random) {
    long low = random.nextLong(-pairs.size() - 1L, pairs.size() + 1L);
    long high = low + random.nextInt(pairs.size() + 1);
    long other = random.nextLong(-pairs.size() - 1L, pairs.size() + 1L);
    CompareOp relation = RELATIONS.get(random.nextInt(RELATIONS.size()));
    List<Integer> expected = new ArrayList<>();
    for (int row = 0; row < pairs.size(); row++) {
      Pair pair = pairs.get(row);
      Long a = pair.a;
      Long b = pair.b;
      if (pair.key == key
          && a != null
          && b != null
          && a >= low
          && a < high
          && relation.test(b.compareTo(other))) {
        expected.add(row);
      }
    }
    int from = index.notLess(index.start(key), index.end(key), low);
    int to = index.notLess(from, index.end(key), high);
    RangeIndex.Found found = new RangeIndex.Found(Integer.MAX_VALUE);
    index.those(from, to, relation, other, found);
    found.sort();
    assertThat(rows(found))
        .as("%d rows, key %d, a in %d..%d, b %s %d", pairs.size(), key, low, high, relation, other)
        .isEqualTo(expected);
    RangeIndex.Found one = new RangeIndex.Found(1);
    index.those(from, to, relation, other, one);
    assertThat(one.count()).isEqualTo(Math.min(1, expected.size()));
  }

  private static List<Integer> rows(RangeIndex.Found found) {
    return IntStream.range(0, found.count()).mapToObj(found::get).toList();
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
