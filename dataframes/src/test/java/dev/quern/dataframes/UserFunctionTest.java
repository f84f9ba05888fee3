package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.store.SpillFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that users give to frames. */
class UserFunctionTest {
  record Reading(String name, int count, long total, double value, LocalDate day) {}

  private static final List<Reading> READINGS =
      IntStream.range(0, 3000)
          .mapToObj(
              i ->
                  new Reading(
                      "Name " + i % 7, i % 100, 1L << i % 40, i / 8.0, LocalDate.EPOCH.plusDays(i)))
          .toList();

  private static List<List<@Nullable Object>> rows(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("256m").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }

  @Test
  void everyKindOfValue() {
    int offset = 3;
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .select(
                col("total").mapLong(n -> n + offset).as("a"),
                col("count").mapInt(n -> n * n).as("b"),
                col("value").mapDouble(x -> x < 100 ? x : -x).as("c"),
                col("name").mapString(s -> s.toUpperCase(Locale.ROOT)).as("d"),
                col("name").mapText((text, length, out) -> out.append(text, 5, length)).as("e"),
                map(
                        DType.INT64,
                        (in, out) -> {
                          if (in.day(3) % 2 == 0) {
                            out.setNull();
                          } else {
                            out.set(in.integer(0) * in.length(1) + (long) in.real(2));
                          }
                        },
                        col("count"),
                        col("name"),
                        col("value"),
                        col("day"))
                    .as("f"));
    List<List<@Nullable Object>> one = rows(frame, 1);
    assertThat(rows(frame, 3)).isEqualTo(one);
    for (int i = 0; i < READINGS.size(); i++) {
      Reading r = READINGS.get(i);
      assertThat(one.get(i).subList(0, 5))
          .containsExactly(
              r.total + offset,
              (long) r.count * r.count,
              r.value < 100 ? r.value : -r.value,
              r.name.toUpperCase(Locale.ROOT),
              r.name.substring(5));
    }
  }

  @Test
  void whatAFunctionThrowsNamesIt() {
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .select(col("total").mapLong(n -> Math.toIntExact(n)).as("a"));
    assertThatThrownBy(() -> rows(frame, 2))
        .isInstanceOf(QuernException.class)
        .hasRootCauseInstanceOf(ArithmeticException.class)
        .hasMessageContaining("given to map failed")
        .hasMessageContaining("integer overflow")
        .hasMessageContaining("map(total)");
  }

  @Test
  void typesAreCheckedAtTheCall() {
    DataFrame frame = Frames.of(Reading.class, READINGS).toFrame();
    assertThatThrownBy(() -> frame.select(col("name").mapLong(n -> n).as("a")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("map needs an integer, but name is utf8");
  }

  @Test
  void batchesInBatchesOut() {
    Schema made = Schema.of(Field.of("name", DType.UTF8), Field.of("half", DType.FLOAT64));
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .filter(col("count").ge(10))
            .mapBatches(made, UserFunctionTest::halves)
            .filter(col("half").lt(100))
            .groupBy("name")
            .agg(Frames.count().as("n"), Frames.sum("half").as("sum"));
    List<List<@Nullable Object>> one = rows(frame, 1);
    assertThat(rows(frame, 3)).isEqualTo(one);
    for (List<@Nullable Object> row : one) {
      double[] halves =
          READINGS.stream()
              .filter(r -> r.count >= 10 && r.name.equals(row.get(0)) && r.value / 2 < 100)
              .mapToDouble(r -> r.value / 2)
              .toArray();
      assertThat(row.subList(1, 3))
          .containsExactly((long) halves.length, DoubleStream.of(halves).sum());
    }
    assertThat(one).hasSize(7);
    assertThat(frame.explain()).contains("map batches to (name: utf8, half: float64)");
  }

  private static Batch halves(Batch batch, MemoryBudget budget) {
    try (ColumnBuilder half = new ColumnBuilder(budget, DType.FLOAT64, batch.rows())) {
      ColumnVector value = batch.column("value");
      for (int row = 0; row < batch.rows(); row++) {
        half.append(Values.doubleAt(value, row) / 2);
      }
      return Batch.of(
          Schema.of(Field.of("name", DType.UTF8), Field.of("half", DType.FLOAT64)),
          batch.rows(),
          List.of(batch.column("name").retain(), half.build()));
    }
  }

  @Test
  void batchesOfAnotherSchemaAreRefused() {
    DataFrame frame =
        Frames.of(Reading.class, READINGS)
            .toFrame()
            .mapBatches(
                Schema.of(Field.of("other", DType.INT64)), (batch, budget) -> batch.retain());
    assertThatThrownBy(() -> rows(frame, 2))
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("said it makes (other: int64)");
  }

  /** A shell's lambda or one of a program: calls of functions leave the process and come back. */
  @Test
  void callsLeaveTheProcessAndComeBack(@TempDir Path folder) throws IOException {
    Schema schema = Schema.of(Field.of("s", DType.UTF8), Field.of("t", DType.INT64));
    List<Column> columns =
        List.of(
            col("s").str().regexReplace("a+", "b").str().lpad(7),
            col("t").fromEpoch(TimeUnit.MILLI).dt().round(15, DateUnit.MINUTE),
            col("t").in(1, 2, 3, 4, 5, 6, 7, 8),
            col("s").tryCast(DType.INT64));
    try (MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
        SpillFiles spill = new SpillFiles(folder, OptionalLong.empty())) {
      for (Column column : columns) {
        Expr expr = column.bind(schema);
        TaskCodec.Encoded encoded = TaskCodec.encode(expr);
        try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, memory, spill)) {
          assertThat(decoded.value()).isEqualTo(expr);
        }
      }
      TaskCodec.Encoded encoded = TaskCodec.encode(col("t").mapLong(n -> n + 1).bind(schema));
      try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, memory, spill)) {
        assertThat(decoded.value()).hasToString("map(t)");
      }
    }
  }
}
