package dev.quern.engine.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class GroupTopKTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("g", DType.INT32), Field.of("o", DType.INT64), Field.of("id", DType.INT64));

  @TempDir Path folder;

  private record Row(int group, long order, long id) {}

  @ParameterizedTest
  @CsvSource({
    "1, false, 100, 100000000", "3, false, 7000, 100000000", "2, true, 100, 100000000",
    "3, true, 7000, 100000000", "2, false, 7000, 20000", "2, true, 7000, 20000"
  })
  void keepsTheFirstAndNoneTooFew(
      int count, boolean peers, int groups, long share, MemoryBudget budget) {
    long seed = 41L * count + groups;
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      rows.add(new Row(random.nextInt(groups), random.nextInt(50) - 25, i));
    }
    List<Row> kept = kept(budget, rows, count, peers, share);
    List<Row> expected = expected(rows, count, peers);
    // As sets: AssertJ looks for each in all.
    Set<Row> distinct = new HashSet<>(kept);
    assertThat(distinct).as("seed %d", seed).hasSameSizeAs(kept);
    assertThat(distinct.containsAll(expected)).as("has all that are first, seed %d", seed).isTrue();
    if (share == 100_000_000) {
      assertThat(kept).as("seed %d", seed).hasSameSizeAs(expected);
    } else {
      assertThat(kept.size()).as("rows handed out early").isGreaterThan(expected.size());
    }
  }

  private List<Row> kept(
      MemoryBudget budget, List<Row> rows, int count, boolean peers, long share) {
    try (TempSpillSpace disk = new TempSpillSpace(folder);
        GroupTopK first =
            new GroupTopK(
                new TestTaskContext(budget, disk, share, () -> {}),
                SCHEMA,
                List.of(0),
                List.of(SortKey.descending(1)),
                count,
                peers)) {
      for (int from = 0; from < rows.size(); from += 3_000) {
        try (Batch batch = batch(budget, rows.subList(from, from + 3_000))) {
          first.consume(batch);
        }
      }
      List<Row> kept = new ArrayList<>();
      try (SpooledBatches result = first.finish()) {
        for (Batch next : result.load(budget)) {
          try (Batch batch = next) {
            for (int row = 0; row < batch.rows(); row++) {
              kept.add(
                  new Row(
                      (int) Values.longAt(batch.column(0), row),
                      Values.longAt(batch.column(1), row),
                      Values.longAt(batch.column(2), row)));
            }
          }
        }
      }
      return kept;
    }
  }

  private static List<Row> expected(List<Row> rows, int count, boolean peers) {
    Map<Integer, List<Row>> groups = rows.stream().collect(Collectors.groupingBy(Row::group));
    List<Row> expected = new ArrayList<>();
    for (List<Row> group : groups.values()) {
      List<Row> sorted =
          group.stream().sorted(Comparator.comparingLong(Row::order).reversed()).toList();
      for (int place = 0; place < sorted.size(); place++) {
        Row row = sorted.get(place);
        if (place < count || (peers && row.order() == sorted.get(count - 1).order())) {
          expected.add(row);
        }
      }
    }
    return expected;
  }

  private static Batch batch(MemoryBudget budget, List<Row> rows) {
    try (ColumnBuilder groups = new ColumnBuilder(budget, DType.INT32, rows.size());
        ColumnBuilder orders = new ColumnBuilder(budget, DType.INT64, rows.size());
        ColumnBuilder ids = new ColumnBuilder(budget, DType.INT64, rows.size())) {
      for (Row row : rows) {
        groups.append((long) row.group());
        orders.append(row.order());
        ids.append(row.id());
      }
      return Batch.of(SCHEMA, rows.size(), List.of(groups.build(), orders.build(), ids.build()));
    }
  }
}
