package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle is a HashMap from keys to rows, over rows as lists of Java objects. */
@ExtendWith(LeakCheck.class)
class JoinTest {

  @Test
  void everyKindOverKeysOfEveryType(MemoryBudget budget) {
    for (long seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<DType> keys = new ArrayList<>();
      for (int c = 1 + random.nextInt(3); c > 0; c--) {
        keys.add(RandomColumns.TYPES.get(random.nextInt(RandomColumns.TYPES.size())));
      }
      boolean unique = random.nextInt(3) == 0;
      Side build = Side.random(random, keys, random.nextInt(4) == 0 ? 0 : 120);
      Side probe = Side.random(random, keys, 200);
      if (unique) {
        build = build.withoutDuplicates();
      }
      check(budget, build, probe, 1 + random.nextInt(100), seed);
    }
  }

  @Test
  void aKeyWithMorePartnersThanAChunkHolds(MemoryBudget budget) {
    List<DType> keys = List.of(DType.INT64);
    Side build = Side.random(new SplittableRandom(1), keys, 0);
    for (long i = 0; i < 1000; i++) {
      build.rows.add(List.of(i % 2, "payload " + i));
    }
    Side probe = Side.random(new SplittableRandom(2), keys, 0);
    for (long i = 0; i < 10; i++) {
      probe.rows.add(List.of(i % 3, "probe " + i));
    }
    check(budget, build, probe, 64, 0);
  }

  @Test
  void keysOfDifferentTypesAreRefused(MemoryBudget budget) {
    Schema left = Schema.of(Field.of("k", DType.INT32));
    Schema right = Schema.of(Field.of("k", DType.INT64));
    try (JoinTable table = JoinTable.build(budget, right, List.of(), List.of(0))) {
      assertThatThrownBy(() -> table.probe(budget, left, List.of(0), JoinKind.INNER, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("int32 and int64");
    }
  }

  @Test
  void aProbeBatchWhoseRowsAllMatchOnceIsNotCopied(MemoryBudget budget) {
    Schema schema = Schema.of(Field.of("k", DType.INT64), Field.of("v", DType.UTF8));
    Side build = new Side(List.of(DType.INT64));
    Side probe = new Side(List.of(DType.INT64));
    for (long i = 0; i < 100; i++) {
      build.rows.add(List.of(i, "b" + i));
      probe.rows.add(List.of(99 - i, "p" + i));
    }
    try (Batch buildRows = build.batch(budget, 0, 100, new Random(1));
        Batch probeRows = probe.batch(budget, 0, 100, new Random(1));
        JoinTable table = JoinTable.build(budget, schema, List.of(buildRows), List.of(0));
        JoinProbe matches = table.probe(budget, schema, List.of(0), JoinKind.INNER, 1000)) {
      matches.start(probeRows);
      assertThat(matches.next()).isTrue();
      assertThat(matches.isWholeBatch()).isTrue();
      Schema out = Schema.of(Field.of("v", DType.UTF8), Field.of("b", DType.UTF8));
      try (Batch joined =
          JoinGather.join(budget, out, matches, probeRows, List.of(1), table.rows(), List.of(1))) {
        assertThat(joined.column(0).identity()).isSameAs(probeRows.column(1).identity());
        assertThat(RandomColumns.objects(joined.column(1)).getFirst()).isEqualTo("b99");
      }
      assertThat(matches.next()).isFalse();
    }
  }

  /** Rows of some key values and a payload. */
  private static final class Side {
    final List<DType> types;
    final List<List<@Nullable Object>> rows = new ArrayList<>();

    Side(List<DType> keys) {
      types = new ArrayList<>(keys);
      types.add(DType.UTF8);
    }

    static Side random(SplittableRandom random, List<DType> keys, int most) {
      Side side = new Side(keys);
      int n = most == 0 ? 0 : random.nextInt(most);
      List<List<@Nullable Object>> columns = new ArrayList<>();
      for (DType type : keys) {
        Shape shape = random.nextBoolean() ? Shape.MANY : RandomColumns.shape(random);
        columns.add(RandomColumns.values(random, type, n, shape, random.nextInt(3) == 0 ? 0.1 : 0));
      }
      columns.add(RandomColumns.values(random, DType.UTF8, n, Shape.WIDE, 0.1));
      for (int row = 0; row < n; row++) {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<@Nullable Object> column : columns) {
          values.add(column.get(row));
        }
        side.rows.add(values);
      }
      return side;
    }

    Side withoutDuplicates() {
      Side side = new Side(types.subList(0, types.size() - 1));
      Set<List<@Nullable Object>> known = new HashSet<>();
      for (List<@Nullable Object> row : rows) {
        if (known.add(key(row))) {
          side.rows.add(row);
        }
      }
      return side;
    }

    List<@Nullable Object> key(List<@Nullable Object> row) {
      return RandomColumns.keys(row.subList(0, types.size() - 1));
    }

    Schema schema() {
      List<Field> fields = new ArrayList<>();
      for (int c = 0; c < types.size(); c++) {
        fields.add(Field.of("c" + c, types.get(c)));
      }
      return Schema.of(fields);
    }

    Batch batch(MemoryBudget budget, int from, int to, Random shuffle) {
      List<ColumnVector> columns = new ArrayList<>();
      for (int c = 0; c < types.size(); c++) {
        int position = c;
        List<@Nullable Object> values = new ArrayList<>();
        rows.subList(from, to).forEach(row -> values.add(row.get(position)));
        columns.add(RandomColumns.either(budget, types.get(c), values, shuffle));
      }
      return Batch.of(schema(), to - from, columns);
    }
  }

  private static void check(MemoryBudget budget, Side build, Side probe, int chunkRows, long seed) {
    Random shuffle = new Random(seed);
    int keyCount = build.types.size() - 1;
    List<Integer> keys = IntStream.range(0, keyCount).boxed().toList();
    int half = build.rows.size() / 2;
    List<Batch> parts =
        List.of(
            build.batch(budget, 0, half, shuffle),
            build.batch(budget, half, build.rows.size(), shuffle));
    try (JoinTable table = JoinTable.build(budget, build.schema(), parts, keys)) {
      parts.forEach(Batch::close);
      for (JoinKind kind : JoinKind.values()) {
        List<List<@Nullable Object>> expected = oracle(build, probe, kind);
        List<List<@Nullable Object>> actual = new ArrayList<>();
        try (JoinProbe matches = table.probe(budget, probe.schema(), keys, kind, chunkRows)) {
          int third = probe.rows.size() / 3;
          for (int[] cut : new int[][] {{0, third}, {third, probe.rows.size()}}) {
            try (Batch batch = probe.batch(budget, cut[0], cut[1], shuffle)) {
              collect(budget, table, matches, batch, kind, chunkRows, actual);
            }
          }
        }
        assertThat(actual)
            .as("seed %d, %s, %s, chunks of %d", seed, kind, build.types, chunkRows)
            .isEqualTo(expected);
      }
    }
  }

  private static void collect(
      MemoryBudget budget,
      JoinTable table,
      JoinProbe matches,
      Batch batch,
      JoinKind kind,
      int chunkRows,
      List<List<@Nullable Object>> actual) {
    int payload = batch.schema().size() - 1;
    List<Field> fields = new ArrayList<>(batch.schema().fields());
    if (kind.hasBuildColumns()) {
      fields.add(Field.of("b", DType.UTF8));
    }
    matches.start(batch);
    while (matches.next()) {
      assertThat(matches.count()).isBetween(1, chunkRows);
      try (Batch joined =
          JoinGather.join(
              budget,
              Schema.of(fields),
              matches,
              batch,
              IntStream.rangeClosed(0, payload).boxed().toList(),
              table.rows(),
              kind.hasBuildColumns() ? List.of(payload) : List.of())) {
        for (int row = 0; row < joined.rows(); row++) {
          List<@Nullable Object> values = new ArrayList<>();
          for (ColumnVector column : joined.columns()) {
            values.add(RandomColumns.key(dev.quern.engine.chunk.Values.objectAt(column, row)));
          }
          actual.add(values);
        }
      }
    }
  }

  private static List<List<@Nullable Object>> oracle(Side build, Side probe, JoinKind kind) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> byKey = new HashMap<>();
    for (List<@Nullable Object> row : build.rows) {
      byKey.computeIfAbsent(build.key(row), _ -> new ArrayList<>()).add(row);
    }
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : probe.rows) {
      List<@Nullable Object> key = probe.key(row);
      List<List<@Nullable Object>> partners =
          key.contains(null) ? List.of() : byKey.getOrDefault(key, List.of());
      List<@Nullable Object> left = RandomColumns.keys(row);
      switch (kind) {
        case SEMI -> {
          if (!partners.isEmpty()) {
            result.add(left);
          }
        }
        case ANTI -> {
          if (partners.isEmpty()) {
            result.add(left);
          }
        }
        case INNER, LEFT -> {
          for (List<@Nullable Object> partner : partners) {
            List<@Nullable Object> pair = new ArrayList<>(left);
            pair.add(partner.getLast());
            result.add(pair);
          }
          if (partners.isEmpty() && kind == JoinKind.LEFT) {
            left.add(null);
            result.add(left);
          }
        }
      }
    }
    return result;
  }
}
