package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.aggregate;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.collectNonNull;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.partitionBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.agg.Aggregator;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregators that users write. */
class OwnAggregatorTest {
  record Row(int few, long many, double value, @Nullable String name) {}

  /** A mean and spread whose bits depend on the order of the rows and on how states meet. */
  static final class Spread {
    long count;
    double mean;
    double squares;
  }

  private static final Aggregator<Spread> SPREAD =
      Aggregator.ofDouble(
              DType.FLOAT64,
              Spread::new,
              (state, value) -> {
                double delta = value - state.mean;
                state.mean += delta / ++state.count;
                state.squares += delta * (value - state.mean);
              },
              (state, other) -> {
                double delta = other.mean - state.mean;
                long count = state.count + other.count;
                state.mean += delta * other.count / count;
                state.squares += other.squares + delta * delta * state.count * other.count / count;
                state.count = count;
              },
              (state, out) -> {
                if (state.count == 0) {
                  out.setNull();
                } else {
                  out.set(state.squares / state.count);
                }
              })
          .named("spread");

  /** The greatest two numbers, and what the greatest is called. */
  static final class Best {
    long[] numbers = {Long.MIN_VALUE, Long.MIN_VALUE};
    String name = "";
    byte @Nullable [] unused;
    boolean isAny;

    void add(long number, String of) {
      isAny = true;
      if (number > numbers[0]) {
        numbers[1] = numbers[0];
        numbers[0] = number;
        name = of;
      } else {
        numbers[1] = Math.max(numbers[1], number);
      }
    }
  }

  private static final Aggregator<Best> BEST =
      Aggregator.of(
          DType.UTF8,
          Best::new,
          (state, row) -> state.add(row.integer(0), row.string(1)),
          (state, other) -> {
            state.add(other.numbers[0], other.name);
            state.add(other.numbers[1], "");
          },
          (state, out) -> {
            if (state.isAny) {
              out.append(state.name + " " + state.numbers[0] + " " + state.numbers[1]);
            } else {
              out.setNull();
            }
          });

  @TempDir static Path folder;
  private static final List<Row> ROWS = new ArrayList<>();

  @BeforeAll
  static void writeRows() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 40_000; i++) {
      String name = i % 11 == 0 ? null : "name " + random.nextInt(100);
      ROWS.add(new Row(i % 7, random.nextLong(40_000), random.nextDouble(), name));
    }
    for (int part = 0; part < 2; part++) {
      Frames.of(Row.class, ROWS.subList(20_000 * part, 20_000 * (part + 1)))
          .toFrame()
          .writeParquet(folder.resolve("rows%d.parquet".formatted(part)).toString());
    }
  }

  private static DataFrame rows() {
    return Frames.readParquet(folder.resolve("rows*.parquet").toString());
  }

  /** The rows, which have the same bits at any number of workers and in any memory. */
  private static List<List<@Nullable Object>> same(DataFrame frame) {
    List<List<@Nullable Object>> first = new ArrayList<>();
    try (Session session = Session.local().workers(1).memory("256m").open()) {
      first.addAll(exact(frame, session));
    }
    try (Session session = Session.local().workers(3).memory("256m").open()) {
      session.ledger().shares().bound(64 << 10);
      assertThat(exact(frame, session)).as("three workers, on disk").isEqualTo(first);
    }
    return first;
  }

  private static List<List<@Nullable Object>> exact(DataFrame frame, Session session) {
    try (Table table = frame.collect(session)) {
      return AnyMemory.exact(table);
    }
  }

  @Test
  void fewGroups() {
    DataFrame frame =
        rows()
            .groupBy("few")
            .agg(
                aggregate(SPREAD, "value").as("spread"),
                Frames.varPop("value").as("var"),
                aggregate(BEST, "many", "name").as("best"));
    for (List<@Nullable Object> group : same(frame)) {
      assertThat((Double) group.get(1))
          .isCloseTo((Double) group.get(2), Percentage.withPercentage(1e-9));
      Best best = new Best();
      for (Row row : ROWS) {
        if (Integer.valueOf(row.few).equals(group.get(0)) && row.name != null) {
          best.add(row.many, row.name);
        }
      }
      assertThat(group.get(3)).isEqualTo(best.name + " " + best.numbers[0] + " " + best.numbers[1]);
    }
  }

  /** Nearly every row is a group, so rows pass, go to disk, and meet there. */
  @Test
  void manyGroups() {
    DataFrame frame =
        rows()
            .groupBy("many")
            .agg(
                aggregate(SPREAD, "value").as("spread"),
                collectNonNull("value").as("values"),
                aggregate(BEST, "few", "name").as("best"));
    Map<Long, Integer> counts = new HashMap<>();
    ROWS.forEach(row -> counts.merge(row.many, 1, Integer::sum));
    List<List<@Nullable Object>> groups = same(frame);
    assertThat(groups).hasSize(counts.size());
    for (List<@Nullable Object> group : groups) {
      if (Integer.valueOf(1).equals(counts.get((Long) group.get(0)))) {
        assertThat(group.get(1)).isEqualTo(0.0);
      }
    }
  }

  @Test
  void noRowsAndNothingButNulls() {
    Aggregator<Spread> counted =
        Aggregator.ofLong(
            DType.INT64,
            Spread::new,
            (state, _) -> state.count++,
            (state, other) -> state.count += other.count,
            (state, out) -> out.set(state.count));
    assertThat(
            same(
                rows()
                    .filter(col("few").gt(100))
                    .agg(aggregate(SPREAD, "value").as("a"), aggregate(counted, "few").as("b"))))
        .containsExactly(Arrays.asList(null, 0L));
    assertThat(
            same(
                rows()
                    .filter(col("name").isNull())
                    .agg(aggregate(BEST, "many", "name").as("a"), aggregate(counted, "few"))))
        .containsExactly(Arrays.asList(null, ROWS.stream().filter(r -> r.name == null).count()));
  }

  @Test
  void overWindows() {
    DataFrame frame =
        rows()
            .filter(col("many").lt(200))
            .select(
                "many",
                aggregate(SPREAD, "value").over(partitionBy("few")).as("spread"),
                Frames.varPop("value").over(partitionBy("few")).as("var"),
                aggregate(SPREAD, "value")
                    .over(partitionBy("few").orderBy("value").rows(-3, 3))
                    .as("near"),
                Frames.varPop("value")
                    .over(partitionBy("few").orderBy("value").rows(-3, 3))
                    .as("near var"));
    for (List<@Nullable Object> row : same(frame)) {
      for (int i : new int[] {1, 3}) {
        assertThat((Double) row.get(i)).isCloseTo((Double) row.get(i + 1), Offset.offset(1e-12));
      }
    }
  }

  @Test
  void filteredRowsAreNotAdded() {
    DataFrame frame =
        rows()
            .agg(
                aggregate(SPREAD, "value").filter(col("few").eq(2)).as("a"),
                aggregate(SPREAD, col("value").plus(1)).as("b"),
                mean("value").as("m"));
    List<Object> row = new ArrayList<>(same(frame).getFirst());
    List<@Nullable Object> two =
        same(rows().filter(col("few").eq(2)).agg(aggregate(SPREAD, "value"))).getFirst();
    assertThat((Double) row.get(0))
        .isCloseTo((Double) Objects.requireNonNull(two.get(0)), Offset.offset(1e-12));
  }

  /** A state that no field-by-field copy can write. */
  static final class Different {
    final TreeSet<Long> values = new TreeSet<>();
  }

  static final class DifferentCodec implements Aggregator.Codec<Different>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public void write(Different state, DataOutput out) throws IOException {
      out.writeInt(state.values.size());
      for (long value : state.values) {
        out.writeLong(value);
      }
    }

    @Override
    public Different read(DataInput in) throws IOException {
      Different state = new Different();
      for (int left = in.readInt(); left > 0; left--) {
        state.values.add(in.readLong());
      }
      return state;
    }

    @Override
    public long heapBytes(Different state) {
      return 64L * state.values.size();
    }
  }

  @Test
  void statesOfAnyClassWithACodec() {
    assertThatThrownBy(
            () ->
                Aggregator.of(
                    DType.INT64,
                    Different::new,
                    (state, row) -> state.values.add(row.integer(0)),
                    (state, other) -> state.values.addAll(other.values),
                    (state, out) -> out.set((long) state.values.size())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("need a codec: field values is final TreeSet");
    Aggregator<Different> different =
        Aggregator.of(
            DType.INT64,
            Different::new,
            (state, row) -> state.values.add(row.integer(0)),
            (state, other) -> state.values.addAll(other.values),
            (state, out) -> out.set((long) state.values.size()),
            new DifferentCodec());
    DataFrame frame =
        rows()
            .groupBy("few")
            .agg(aggregate(different, "many").as("own"), Frames.countDistinct("many").as("count"));
    for (List<@Nullable Object> group : same(frame)) {
      assertThat(group.get(1)).isEqualTo(group.get(2));
    }
  }

  @Test
  void whatAFunctionThrowsNamesItAndTheLine() {
    Aggregator<Spread> failing =
        Aggregator.ofLong(
                DType.INT64,
                Spread::new,
                (_, value) -> Math.toIntExact(value << 40),
                (_, _) -> {},
                (_, out) -> out.set(1L))
            .named("shifted");
    DataFrame frame = rows().groupBy("few").agg(aggregate(failing, "many").as("a"));
    assertThatThrownBy(() -> same(frame))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseInstanceOf(ArithmeticException.class)
        .hasMessageContaining("aggregator 'shifted' failed")
        .hasMessageContaining("OwnAggregatorTest.java");
    assertThatThrownBy(() -> rows().agg(aggregate(failing)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("shifted needs a column at least");
  }

  @Test
  void sketchesOfQuantiles() {
    DataFrame frame =
        rows()
            .withColumns(
                col("many").fromEpoch(TimeUnit.SECOND).as("at"),
                col("many").cast(DType.decimal(9, 2)).as("d"))
            .groupBy("few")
            .agg(
                Frames.approxQuantile("many", 0.9).as("own"),
                Frames.approxMedian("at").as("at"),
                Frames.approxQuantile("d", 0.25).as("d"),
                Frames.approxQuantile(col("value").times(40_000), 0.9).as("value"),
                Frames.approxQuantile("many", 1).as("greatest"),
                Frames.max("many").as("max"));
    for (List<@Nullable Object> row : same(frame)) {
      // All are even between 0 and 40,000, so a hundredth of the rows is 400.
      assertThat(((Number) row.get(1)).doubleValue()).isCloseTo(36_000, Offset.offset(1_000.0));
      assertThat((double) ((LocalDateTime) row.get(2)).toEpochSecond(ZoneOffset.UTC))
          .isCloseTo(20_000, Offset.offset(1_000.0));
      assertThat(((BigDecimal) row.get(3)).doubleValue()).isCloseTo(10_000, Offset.offset(1_000.0));
      assertThat((Double) row.get(4)).isCloseTo(36_000, Offset.offset(1_000.0));
      assertThat(row.get(5)).isEqualTo(row.get(6));
    }
    assertThat(same(rows().groupBy("many").agg(Frames.approxMedian("value").as("m")))).isNotEmpty();
    assertThat(same(rows().filter(col("many").lt(0)).agg(Frames.approxMedian("value").as("m"))))
        .containsExactly(Arrays.asList((Object) null));
  }

  /** Every operator of such a query leaves the process and comes back. */
  @Test
  void leavesTheProcess(@TempDir Path spilled) throws IOException {
    LazyChunks chunks =
        FrameLowering.lower(
            rows().groupBy("few").agg(aggregate(BEST, "many", "name").as("a")).plan());
    TaskGraph graph = chunks.graph();
    try (MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
        SpillFiles spill = new SpillFiles(spilled, OptionalLong.empty())) {
      for (int task = 0; task < graph.size(); task++) {
        Operator operator = graph.operator(task);
        try (TaskCodec.Decoded decoded =
            TaskCodec.decode(TaskCodec.encode(operator), memory, spill)) {
          assertThat(decoded.value()).hasSameClassAs(operator);
        }
      }
    }
  }
}
