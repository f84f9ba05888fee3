package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.fromMap;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.io.FileNotFoundException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames of what is in memory and of what functions make; the session must balance in the end. */
class FrameSourcesTest {
  private static final AtomicInteger CLOSED = new AtomicInteger();

  enum Size {
    SMALL,
    LARGE
  }

  record Row(long id, @Nullable String name) {}

  record Cells(
      long l,
      int i,
      short s,
      byte b,
      double d,
      float f,
      boolean t,
      @Nullable String text,
      LocalDate day,
      Size size,
      @Nullable Integer boxed,
      @Nullable List<@Nullable Long> list) {}

  @TempDir Path folder;

  @Test
  void arraysAndListsAreColumnsOfTheirTypes() {
    long[] longs = {1, -2};
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("l", longs);
    columns.put("i", new int[] {3, Integer.MIN_VALUE});
    columns.put("s", new short[] {5, -6});
    columns.put("b", new byte[] {7, -8});
    columns.put("d", new double[] {0.5, Double.NaN});
    columns.put("f", new float[] {1.5f, -0f});
    columns.put("t", new boolean[] {true, false});
    columns.put("text", new String[] {"one", null});
    columns.put("day", List.of(LocalDate.EPOCH, LocalDate.of(2024, 2, 29)));
    columns.put("size", List.of(Size.LARGE, Size.SMALL));
    columns.put("boxed", Arrays.asList(null, 9));
    columns.put("list", Arrays.asList(Arrays.asList(1L, null), null));
    DataFrame frame = Frames.of(columns);
    longs[0] = 100;

    assertThat(frame.schema().names()).containsExactlyElementsOf(columns.keySet());
    assertThat(frame.schema().field("l")).isEqualTo(Field.of("l", DType.INT64));
    assertThat(frame.schema().field("b").type()).isEqualTo(DType.INT8);
    assertThat(frame.schema().field("list").type()).isEqualTo(DType.list(DType.INT64));
    assertThat(atAnyWidth(() -> frame.toRecords(Cells.class)))
        .containsExactly(
            new Cells(
                1,
                3,
                (short) 5,
                (byte) 7,
                0.5,
                1.5f,
                true,
                "one",
                LocalDate.EPOCH,
                Size.LARGE,
                null,
                Arrays.asList(1L, null)),
            new Cells(
                -2,
                Integer.MIN_VALUE,
                (short) -6,
                (byte) -8,
                Double.NaN,
                -0f,
                false,
                null,
                LocalDate.of(2024, 2, 29),
                Size.SMALL,
                9,
                null));
  }

  @Test
  void whatIsNoColumnIsRefused() {
    assertThatThrownBy(() -> Frames.of(Map.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no columns");
    assertThatThrownBy(() -> Frames.of(Map.of("x", 3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column 'x' is a Integer: give an array or a list");
    assertThatThrownBy(() -> Frames.of(Map.of("x", List.of(1, "a"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("begins with a Integer and has a String, 'a', in row 1");
    assertThatThrownBy(() -> Frames.of(Map.of("x", List.of())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no value that tells its type");
    assertThatThrownBy(() -> Frames.of(Map.of("x", new Thread[0])))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column x is a Thread, for which there is no column type");
    Map<String, Object> uneven = new LinkedHashMap<>();
    uneven.put("x", new int[3]);
    uneven.put("y", new int[4]);
    assertThatThrownBy(() -> Frames.of(uneven))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column 'x' has 3 values and column 'y' has 4");
  }

  @Test
  void manyValuesAreManySplits() {
    long[] values = LongStream.range(0, 600_000).toArray();
    DataFrame frame = Frames.of(Map.of("x", values));

    assertThat(frame.explain()).contains("arrays, 600,000 rows");
    assertThat(
            atAnyWidth(
                () -> frame.filter(col("x").ge(599_999)).union(frame.limit(1)).toRecords(X.class)))
        .containsExactly(new X(599_999), new X(0));
  }

  record X(long x) {}

  @Test
  void streamsAndIteratorsAreReadOnceAndRunTwice() {
    CLOSED.set(0);
    List<Row> rows = rows(0, 1000);
    RecordFrame<Row> streamed =
        Frames.of(Row.class, rows.stream().onClose(CLOSED::incrementAndGet));
    RecordFrame<Row> iterated = Frames.of(Row.class, rows.iterator());

    assertThat(CLOSED).hasValue(1);
    for (int run = 0; run < 2; run++) {
      assertThat(atAnyWidth(streamed::toRecords)).isEqualTo(rows);
      assertThat(atAnyWidth(iterated::toRecords)).isEqualTo(rows);
    }
  }

  @Test
  void rangesCount() {
    assertThat(ids(range(3))).containsExactly(0L, 1L, 2L);
    assertThat(ids(range(-1, 2))).containsExactly(-1L, 0L, 1L);
    assertThat(ids(range(0, 10, 4))).containsExactly(0L, 4L, 8L);
    assertThat(ids(range(5, -5, -5))).containsExactly(5L, 0L);
    assertThat(ids(range(5, 5))).isEmpty();
    assertThat(ids(range(5, 0, 1))).isEmpty();
    long most = Long.MAX_VALUE;
    assertThat(ids(range(most - 1, most))).containsExactly(most - 1);

    DataFrame large = range(0, 9_000_000, 3);
    assertThat(large.schema()).isEqualTo(Schema.of(Field.of("id", DType.INT64)));
    assertThat(
            atAnyWidth(
                () ->
                    large
                        .agg(sum("id").as("s"), count().as("n"), max("id").as("m"))
                        .toRecords(Sums.class)))
        .containsExactly(new Sums(3L * 3_000_000 * 2_999_999 / 2, 3_000_000, 8_999_997));
    assertThat(atAnyWidth(() -> List.of(large.count()))).containsExactly(3_000_000L);

    assertThatThrownBy(() -> range(0, 1, 0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> range(Long.MIN_VALUE, Long.MAX_VALUE))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("farther than an int64 counts");
  }

  record Sums(long s, long n, long m) {}

  @Test
  void functionsMakeRowsOfInputsInTheirOrder() {
    List<Integer> inputs = List.of(3, 1, 0, 2);
    List<Row> expected = inputs.stream().flatMap(i -> rows(100 * i, 20_000 * i).stream()).toList();

    assertThat(
            atAnyWidth(
                fromMap(inputs, Row.class, i -> rows(100 * i, 20_000 * i).stream())::toRecords))
        .isEqualTo(expected);
    DataFrame byFirst = fromMap(inputs, i -> columns(rows(100 * i, 20_000 * i)));
    assertThat(byFirst.schema())
        .isEqualTo(Schema.of(Field.of("id", DType.INT64), Field.of("name", DType.UTF8)));
    assertThat(atAnyWidth(() -> byFirst.toRecords(Row.class))).isEqualTo(expected);
    DataFrame batches = batches(inputs);
    assertThat(atAnyWidth(() -> batches.toRecords(Row.class))).isEqualTo(expected);
    assertThat(
            atAnyWidth(
                () -> batches.filter(col("id").lt(150)).agg(count().as("x")).toRecords(X.class)))
        .containsExactly(new X(50));
  }

  @Test
  void streamsOfRecordsAreReadAsTheyAreNeededAndClosed() {
    CLOSED.set(0);
    RecordFrame<Row> endless =
        fromMap(
            List.of("a"),
            Row.class,
            name ->
                Stream.iterate(0L, i -> i + 1)
                    .map(i -> new Row(i, name))
                    .onClose(CLOSED::incrementAndGet));

    assertThat(atAnyWidth(endless.limit(2)::toRecords))
        .containsExactly(new Row(0, "a"), new Row(1, "a"));
    assertThat(CLOSED).hasValue(2);
  }

  @Test
  void failuresNameTheInput() {
    List<String> inputs = List.of("first", "second");
    Schema schema = RecordTypes.schema(Row.class);
    failing(
        fromMap(
                inputs,
                Row.class,
                input -> {
                  if (input.equals("second")) {
                    throw new FileNotFoundException("gone");
                  }
                  return Stream.of(new Row(1, input));
                })
            .toFrame(),
        StorageException.class,
        "failed for input 1, 'second': java.io.FileNotFoundException: gone");
    failing(
        fromMap(
                inputs,
                Row.class,
                input -> Stream.of(1L).map(i -> new Row(Math.floorDiv(i, 0L), input)))
            .toFrame(),
        ComputeException.class,
        "/ by zero");
    failing(
        fromMap(inputs, schema, input -> Map.of("id", new long[1])),
        ComputeException.class,
        "the columns [id] were made, and [id, name] announced");
    failing(
        fromMap(inputs, schema, input -> Map.of("id", new int[1], "name", new String[1])),
        ComputeException.class,
        "column 'id' was made as int32, and announced as int64");
    failing(
        fromMap(inputs, Schema.of(Field.of("x", DType.INT64)), FrameSourcesTest::batch),
        ComputeException.class,
        "was made, and (x: int64) announced");
    assertThatThrownBy(() -> fromMap(List.<String>of(), _ -> Map.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("declare a schema");
    assertThat(atAnyWidth(fromMap(List.<String>of(), Row.class, _ -> Stream.of())::toRecords))
        .isEmpty();
  }

  @Test
  void splitsLeaveTheProcess() {
    List<Row> rows = rows(0, 1000);
    List<DataFrame> frames =
        List.of(
            Frames.of(columns(rows)),
            Frames.of(Row.class, rows.stream()).toFrame(),
            fromMap(List.of(1000), Row.class, i -> rows(0, i).stream()).toFrame(),
            fromMap(List.of(1000), i -> columns(rows(0, i))),
            range(1000));
    for (DataFrame frame : frames) {
      assertThat(readElsewhere(frame)).isEqualTo(1000L * 999 / 2);
    }
    long[] two = LongStream.range(0, 300_000).toArray();
    assertThat(readElsewhere(Frames.of(Map.of("id", two)))).isEqualTo(300_000L * 299_999 / 2);
  }

  private long readElsewhere(DataFrame frame) {
    long sum = 0;
    try (MemoryBudget memory = MemoryBudget.root("test", 64 << 20);
        SpillFiles spill = new SpillFiles(folder, OptionalLong.empty())) {
      FramePlan plan = frame.plan();
      while (!(plan instanceof FramePlan.Scan)) {
        plan = plan.children().getFirst();
      }
      Source source = ((FramePlan.Scan) plan).source();
      for (Split split : source.splits(ScanRequest.of(List.of("id")))) {
        try (TaskCodec.Decoded decoded = TaskCodec.decode(TaskCodec.encode(split), memory, spill);
            BatchReader reader = ((Split) decoded.value()).open(memory, 1024)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            try (Batch rows = batch) {
              for (int i = 0; i < rows.rows(); i++) {
                sum += rows.column("id").values().getAtIndex(ValueLayout.JAVA_LONG, i);
              }
            }
          }
        }
      }
    }
    return sum;
  }

  private static void failing(DataFrame frame, Class<? extends Throwable> type, String message) {
    assertThatThrownBy(
            () -> {
              try (Session session = Session.local().workers(2).memory("64m").open()) {
                frame.collect(session).close();
              }
            })
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining(message)
        .hasCauseInstanceOf(type);
  }

  private static DataFrame batches(List<Integer> inputs) {
    return fromMap(
        inputs, RecordTypes.schema(Row.class), (i, budget) -> batch(100 * i, 20_000 * i, budget));
  }

  private static BatchReader batch(String name, MemoryBudget budget) {
    return batch(0, name.length(), budget);
  }

  private static BatchReader batch(int from, int to, MemoryBudget budget) {
    return new RecordReader<>(
        Row.class, RecordTypes.schema(Row.class), rows(from, to).iterator(), budget, to - from);
  }

  private static List<Row> rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Row(i, i % 7 == 0 ? null : "n" + i % 10))
        .toList();
  }

  private static Map<String, Object> columns(List<Row> rows) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("id", rows.stream().mapToLong(Row::id).toArray());
    columns.put("name", rows.stream().map(Row::name).toArray(String[]::new));
    return columns;
  }

  private static List<Long> ids(DataFrame frame) {
    return atAnyWidth(() -> frame.toRecords(Id.class).stream().map(Id::id).toList());
  }

  record Id(long id) {}

  /* The same with one worker and with three, and nothing is left allocated. */
  private static <T> List<T> atAnyWidth(Supplier<List<T>> run) {
    List<T> first = in(1, run);
    assertThat(in(3, run)).isEqualTo(first);
    return first;
  }

  private static <T> List<T> in(int workers, Supplier<List<T>> run) {
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      return session.call(run::get);
    }
  }
}
