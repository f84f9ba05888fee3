package dev.quern.engine.agg.radix;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.agg.Aggregate;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.ApproxCountDistinct;
import dev.quern.engine.agg.ArgExtreme;
import dev.quern.engine.agg.Comoment;
import dev.quern.engine.agg.Distinct;
import dev.quern.engine.agg.Fold;
import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.agg.Mode;
import dev.quern.engine.agg.Quantile;
import dev.quern.engine.agg.Shape;
import dev.quern.engine.agg.Variance;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole road from rows to groups, with much memory and with little: the same to the last bit.
 */
@ExtendWith(LeakCheck.class)
class GroupMergeTest {
  private static final Schema ROWS =
      Schema.of(
          Field.of("k", DType.INT64),
          Field.of("s", DType.UTF8),
          Field.of("f", DType.FLOAT64),
          Field.of("i", DType.INT32),
          Field.of("t", DType.UTF8),
          Field.of("b", DType.BOOL),
          Field.of("d", DType.decimal(20, 2)));

  private static final List<Aggregate> EVERYTHING =
      List.of(
          Aggregate.countAll("n"),
          Aggregate.of("c", AggregateFunction.COUNT, 2),
          Aggregate.of("sf", AggregateFunction.SUM, 2),
          Aggregate.of("si", AggregateFunction.SUM, 3),
          Aggregate.of("sd", AggregateFunction.SUM, 6),
          Aggregate.of("mf", AggregateFunction.MEAN, 2),
          Aggregate.of("v", new Variance(1, true), 2),
          Aggregate.of("least", AggregateFunction.MIN, 4),
          Aggregate.of("most", AggregateFunction.MAX, 2),
          Aggregate.of("mostD", AggregateFunction.MAX, 6),
          Aggregate.of("first", AggregateFunction.FIRST, 4),
          Aggregate.of("last", AggregateFunction.LAST, 5),
          Aggregate.of("kinds", AggregateFunction.COUNT_DISTINCT, 3),
          Aggregate.of("texts", AggregateFunction.COUNT_DISTINCT, 4),
          Aggregate.of("median", Quantile.MEDIAN, 2),
          Aggregate.of("quantile", new Quantile(0.3, Interpolation.DISCRETE), 3),
          Aggregate.of("mode", Mode.LEAST, 3),
          Aggregate.of("sum of distinct", new Distinct(AggregateFunction.SUM), 3),
          new Aggregate("longest", ArgExtreme.GREATEST, List.of(4, 2)),
          new Aggregate("decimal", ArgExtreme.LEAST, List.of(6, 4)),
          new Aggregate("slope", Comoment.SLOPE, List.of(2, 2)),
          Aggregate.of("skew", Shape.SKEWNESS, 2),
          Aggregate.of("kurtosis", Shape.KURTOSIS, 2),
          Aggregate.of("product", Fold.PRODUCT, 2),
          Aggregate.of("bits", Fold.BIT_XOR, 3));

  private static final Aggregate ABOUT =
      Aggregate.of("about", ApproxCountDistinct.HYPER_LOG_LOG, 4);

  /** Whose last bits depend on how the rows are cut. */
  private static final Set<String> ROUNDED =
      Set.of("sf", "mf", "v", "slope", "skew", "kurtosis", "product");

  /** How the keys of {@code rows} rows are spread. */
  private enum Keys {
    /** Few groups: nothing is cut. */
    FEW,
    /** About as many groups as rows. */
    MANY,
    /** Half of the rows in one group, the others in many. */
    SKEWED;

    long next(SplittableRandom random) {
      return switch (this) {
        case FEW -> random.nextInt(1000);
        case MANY -> random.nextInt(40_000);
        case SKEWED -> random.nextBoolean() ? 7 : random.nextInt(40_000);
      };
    }
  }

  @TempDir Path folder;

  @Test
  void everyFunctionOverManyGroupsHoweverLittleMemory(MemoryBudget budget) {
    checkShares(budget, new Grouping(ROWS, List.of(0), EVERYTHING), Keys.MANY, 2, 20_000);
  }

  @Test
  void skewedKeysOfSeveralColumns(MemoryBudget budget) {
    List<Aggregate> some = EVERYTHING.subList(2, 8);
    checkShares(budget, new Grouping(ROWS, List.of(0, 1, 5), some), Keys.SKEWED, 9, 9_000);
  }

  @Test
  void fewGroupsStayInOnePart(MemoryBudget budget) {
    List<Aggregate> small = EVERYTHING.subList(0, 14);
    checkShares(budget, new Grouping(ROWS, List.of(0, 1), small), Keys.FEW, 20, 500);
  }

  @Test
  void sketchesOfManyGroups(MemoryBudget budget) {
    checkShares(budget, new Grouping(ROWS, List.of(0), List.of(ABOUT)), Keys.SKEWED, 3, 6_000);
  }

  @Test
  void distinctRows(MemoryBudget budget) {
    checkShares(budget, new Grouping(ROWS, List.of(1, 0), List.of()), Keys.MANY, 2, 20_000);
  }

  @Test
  void oneGroupWhoseSetsAreLargerThanTheShare(MemoryBudget budget) {
    List<Aggregate> counts = EVERYTHING.subList(12, 18);
    checkShares(budget, new Grouping(ROWS, List.of(), counts), Keys.FEW, 3, 90_000);
    checkShares(budget, new Grouping(ROWS, List.of(5), counts), Keys.FEW, 3, 90_000);
  }

  private void checkShares(
      MemoryBudget budget, Grouping grouping, Keys keys, int splits, int rows) {
    List<List<Batch>> data = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      data.add(rows(budget, new SplittableRandom(split), keys, rows));
    }
    try (TempSpillSpace disk = new TempSpillSpace(folder);
        Batch plenty = run(new Context(budget, disk, Long.MAX_VALUE, false), grouping, data)) {
      assertThat(disk.written()).isZero();
      sameGroups(budget, grouping, data, plenty);
      for (long share : keys == Keys.MANY ? new long[] {2 << 20, 0} : new long[] {0}) {
        // With nothing at all, what is finished is put aside as well.
        try (Batch little = run(new Context(budget, disk, share, share == 0), grouping, data)) {
          sameBits(little, plenty, share + " bytes");
        }
        assertThat(disk.used()).isZero();
      }
      assertThat(disk.written()).isPositive();
    } finally {
      data.forEach(split -> split.forEach(Batch::close));
    }
  }

  private static List<Batch> rows(
      MemoryBudget budget, SplittableRandom random, Keys keys, int rows) {
    List<Batch> morsels = new ArrayList<>();
    for (int from = 0; from < rows; from += 16 << 10) {
      int n = Math.min(16 << 10, rows - from);
      List<ColumnBuilder> builders =
          ROWS.fields().stream().map(f -> new ColumnBuilder(budget, f.type(), n)).toList();
      for (int i = 0; i < n; i++) {
        row(random, keys.next(random), builders);
      }
      morsels.add(Batch.of(ROWS, n, builders.stream().map(ColumnBuilder::build).toList()));
      builders.forEach(ColumnBuilder::close);
    }
    return morsels;
  }

  private static void row(SplittableRandom random, long key, List<ColumnBuilder> builders) {
    if (key % 1001 == 1000) {
      builders.get(0).appendNull();
    } else {
      builders.get(0).append(key);
    }
    builders.get(1).append(key % 3 == 0 ? "a string of more than 12 bytes: " + key : "s" + key);
    double value = random.nextInt(50) == 0 ? Double.NaN : random.nextDouble() * 1e6 - 1e5;
    if (random.nextInt(10) == 0) {
      builders.get(2).appendNull();
    } else {
      builders.get(2).append(value);
    }
    int number = random.nextInt(300_000);
    builders.get(3).append((long) number);
    if (random.nextInt(20) == 0) {
      builders.get(4).appendNull();
    } else {
      builders.get(4).append("text " + number % 100_000);
    }
    builders.get(5).append(random.nextInt(3) == 0);
    builders.get(6).append(java.math.BigDecimal.valueOf(number, 2));
  }

  /** What the tasks of a graph do, one after the other. */
  private static Batch run(Context context, Grouping grouping, List<List<Batch>> data) {
    List<GroupParts> partials = new ArrayList<>();
    List<Batch> merged = new ArrayList<>();
    try {
      for (List<Batch> split : data) {
        try (PartialGroups groups = new PartialGroups(context, grouping, 8 << 10)) {
          split.forEach(groups::consume);
          partials.add(context.shown(groups.finish()));
        }
      }
      while (partials.size() > 8) {
        List<GroupParts> some = partials.subList(0, 8);
        GroupParts gathered = GroupParts.gather(context, grouping, some);
        some.forEach(GroupParts::close);
        some.clear();
        partials.addFirst(context.shown(gathered));
      }
      for (int task = 0; task < context.tasks(); task++) {
        List<GroupParts> read = context.read(partials, task);
        try (SpooledBatches rows =
            GroupMerge.groups(context, grouping, read, task, context.tasks(), true)) {
          merged.addAll(context.shown(rows).load(context.memory()));
        } finally {
          read.forEach(GroupParts::close);
        }
      }
      return Batches.concat(context.memory(), grouping.schema(), merged);
    } finally {
      partials.forEach(GroupParts::close);
      merged.forEach(Batch::close);
    }
  }

  /** The keys, and what is exact, against one table of all rows. */
  private static void sameGroups(
      MemoryBudget budget, Grouping grouping, List<List<Batch>> data, Batch actual) {
    try (HashAggregator all = grouping.open(budget)) {
      data.forEach(split -> split.forEach(all::consume));
      try (Batch inOrder = all.finish(budget);
          Batch expected = inOrderOf(budget, actual, inOrder, grouping.keys().size())) {
        assertThat(actual.rows()).isEqualTo(expected.rows());
        for (int c = 0; c < expected.schema().size(); c++) {
          String name = expected.schema().field(c).name();
          if (!ROUNDED.contains(name)) {
            sameBits(actual.column(c), expected.column(c), name);
          } else {
            assertThat(actual.column(c).nullCount()).isEqualTo(expected.column(c).nullCount());
            for (int row = 0; row < actual.rows(); row += 97) {
              double wanted = Values.doubleAt(expected.column(c), row);
              assertThat(Values.doubleAt(actual.column(c), row))
                  .satisfies(
                      v ->
                          assertThat(
                                  v.equals(wanted)
                                      || Math.abs(v - wanted) <= 1e-3 + 1e-9 * Math.abs(wanted))
                              .as("%s is %s, not %s", name, v, wanted)
                              .isTrue());
            }
          }
        }
      }
    }
  }

  /** The rows of {@code groups}, to be owned by the caller, in the order of {@code wanted}. */
  private static Batch inOrderOf(MemoryBudget budget, Batch wanted, Batch groups, int keys) {
    assertThat(wanted.rows()).isEqualTo(groups.rows());
    Map<List<Object>, Integer> places = new HashMap<>();
    for (int row = 0; row < groups.rows(); row++) {
      places.put(key(groups, row, keys), row);
    }
    try (NativeBuffer rows = budget.allocate((long) Integer.BYTES * groups.rows())) {
      for (int row = 0; row < wanted.rows(); row++) {
        List<Object> key = key(wanted, row, keys);
        Integer place = places.remove(key);
        assertThat(place).as("%s, once", key).isNotNull();
        Slots.setInt32(rows.segment(), row, requireNonNull(place));
      }
      return Take.gather(budget, groups, rows.segment(), groups.rows());
    }
  }

  private static List<Object> key(Batch batch, int row, int keys) {
    return IntStream.range(0, keys)
        .mapToObj(c -> Values.objectAt(batch.column(c), row))
        .map(value -> value == null ? "null" : value)
        .toList();
  }

  private static void sameBits(Batch actual, Batch expected, String what) {
    assertThat(actual.rows()).as(what).isEqualTo(expected.rows());
    for (int c = 0; c < expected.schema().size(); c++) {
      String column = what + ", " + expected.schema().field(c);
      sameBits(actual.column(c), expected.column(c), column);
    }
  }

  private static void sameBits(ColumnVector actual, ColumnVector expected, String what) {
    int n = expected.length();
    assertThat(actual.nullCount()).as(what).isEqualTo(expected.nullCount());
    if (expected.type().isView() || expected.type().layout() == Layout.BITMAP) {
      for (int row = 0; row < n; row++) {
        if (!same(actual, expected, row)) {
          assertThat(Values.objectAt(actual, row))
              .as("%s, row %d", what, row)
              .isEqualTo(Values.objectAt(expected, row));
        }
      }
      return;
    }
    long bytes = (long) expected.type().byteWidth() * n;
    if (expected.nullCount() == 0) {
      long difference =
          MemorySegment.mismatch(actual.values(), 0, bytes, expected.values(), 0, bytes);
      assertThat(difference).as(what).isEqualTo(-1);
    }
    IntStream.range(0, n)
        .filter(row -> actual.isNull(row) != expected.isNull(row))
        .forEach(row -> assertThat(row).as("%s: null, and not", what).isEqualTo(-1));
  }

  private static boolean same(ColumnVector actual, ColumnVector expected, int row) {
    if (actual.isNull(row) || expected.isNull(row)) {
      return actual.isNull(row) == expected.isNull(row);
    }
    return expected.type().isView()
        ? java.util.Arrays.equals(Values.bytesAt(actual, row), Values.bytesAt(expected, row))
        : Values.booleanAt(actual, row) == Values.booleanAt(expected, row);
  }

  /** A task with a share of its own; one may have the runtime put its result aside. */
  private record Context(MemoryBudget memory, SpillSpace spill, long memoryShare, boolean aside)
      implements TaskContext {

    /** With nothing at all, one task merges all parts. */
    int tasks() {
      return aside ? 1 : GroupMerge.PARTS;
    }

    /* Every other task of several is given just the groups of its part. */
    List<GroupParts> read(List<GroupParts> partials, int task) {
      return partials.stream()
          .map(
              groups ->
                  task % 2 == 1 && groups.sections() > 0
                      ? groups.section(memory, task)
                      : groups.retain())
          .toList();
    }

    GroupParts shown(GroupParts result) {
      if (aside) {
        result.spill(spill);
      }
      return result;
    }

    SpooledBatches shown(SpooledBatches result) {
      if (aside) {
        result.spill(spill);
      }
      return result;
    }

    @Override
    public void checkCancelled() {}

    @Override
    public Origin origin() {
      return Origin.of("test");
    }

    @Override
    public int partition() {
      return 0;
    }
  }
}
