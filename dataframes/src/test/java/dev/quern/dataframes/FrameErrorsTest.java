package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.num;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.str;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.DataException;
import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.PlanException;
import dev.quern.engine.SessionClosedException;
import dev.quern.engine.StorageException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a beginner does wrong, and what it says. */
class FrameErrorsTest {
  record Flight(long delay, String origin) {}

  private static final List<Flight> FLIGHTS =
      LongStream.range(0, 1000).mapToObj(i -> new Flight(i, "A" + i % 7)).toList();
  private static final RecordFrame<Flight> TYPED = Frames.of(Flight.class, FLIGHTS);
  private static final DataFrame FRAME = TYPED.toFrame();

  @TempDir Path folder;

  @Test
  void anAbsentColumnSuggestsTheNearOne() {
    assertThatThrownBy(() -> FRAME.filter(col("dealy").gt(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no column 'dealy'; did you mean 'delay'?")
        .hasMessageContaining("FrameErrorsTest.java:");
    assertThatThrownBy(() -> FRAME.sort(desc("Origin")))
        .hasMessageContaining("did you mean 'origin'");
    assertThatThrownBy(() -> FRAME.drop("x")).hasMessageContaining("delay, origin");
  }

  @Test
  void conditionsOfJoinsAreCheckedAtTheCall() {
    assertThatThrownBy(() -> FRAME.join(FRAME, on("origin").where(col("delay"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a join's condition is a truth value, but delay is int64")
        .hasMessageContaining("FrameErrorsTest.java:");
    assertThatThrownBy(
            () -> FRAME.join(FRAME, on("origin").where(col("delay").gt(col("delay_rigth")))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'delay_right'?");
  }

  @Test
  void functionsOfTextNeedText() {
    for (int from : new int[] {1, -2}) {
      assertThatThrownBy(() -> FRAME.select(col("delay").str().substring(from, 2).as("x")))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("substring")
          .hasMessageContaining("delay is int64");
    }
  }

  @Test
  void typesThatClashAreNamedAtTheCall() {
    assertThatThrownBy(() -> FRAME.filter(col("delay").gt("fifteen")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("delay is int64, 'fifteen' is utf8")
        .hasMessageContaining("FrameErrorsTest.java:");
    assertThatThrownBy(() -> FRAME.filter(col("delay"))).hasMessageContaining("truth value");
    assertThatThrownBy(() -> FRAME.groupBy("origin").agg(sum("origin")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("utf8");
    assertThatThrownBy(() -> FRAME.select(col("delay").plus(1)))
        .hasMessageContaining("needs a name");
    assertThatThrownBy(() -> FRAME.join(FRAME, on("delay", "origin")))
        .hasMessageContaining("cannot join delay (int64) with origin (utf8)");
    assertThatThrownBy(() -> FRAME.union(FRAME.drop("delay"))).hasMessageContaining("same columns");
  }

  @Test
  void aValueThatFailsNamesTheNodeAndTheLine() {
    DataFrame overflows = FRAME.withColumn("x", col("delay").plus(Long.MAX_VALUE));
    assertThatThrownBy(() -> overflows.collect().close())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("select")
        .hasMessageContaining("FrameErrorsTest.java:")
        .hasMessageContaining("does not fit int64")
        .hasCauseInstanceOf(ComputeException.class);
  }

  @Test
  void filesThatAreNotThereOrNotParquet() throws IOException {
    assertThatThrownBy(() -> readParquet(folder.resolve("no.parquet").toString()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no.parquet");
    assertThatThrownBy(() -> readParquet(folder.toString())).hasMessageContaining("parquet");
    Path text = Files.writeString(folder.resolve("text.parquet"), "this is no parquet file");
    assertThatThrownBy(() -> readParquet(text.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("text.parquet");
    Path empty = Files.createFile(folder.resolve("empty.parquet"));
    assertThatThrownBy(() -> readParquet(empty.toString())).isInstanceOf(DataException.class);
  }

  @Test
  void aTargetThatCannotBeWrittenLeavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    assertThatThrownBy(() -> FRAME.writeParquet(file.resolve("x.parquet").toString()))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> FRAME.writeParquet(file.toString()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is a file");
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.createFile(foreign.resolve("diary.txt"));
    assertThatThrownBy(() -> FRAME.writeParquet(foreign.toString()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("diary.txt");
    DataFrame fails = FRAME.withColumn("x", col("delay").plus(Long.MAX_VALUE));
    assertThatThrownBy(() -> fails.writeParquet(folder.resolve("half.parquet").toString()))
        .isInstanceOf(TaskFailedException.class);
    assertThatThrownBy(() -> fails.writeParquet(folder.resolve("half").toString()))
        .isInstanceOf(TaskFailedException.class);
    try (var entries = Files.list(folder)) {
      assertThat(entries.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("a-file", "foreign");
    }
  }

  @Test
  void aClosedSessionSaysSo() {
    Session session = Session.local().workers(1).open();
    session.close();
    session.close();
    assertThatThrownBy(() -> FRAME.collect(session)).isInstanceOf(SessionClosedException.class);
  }

  @Test
  void aSessionClosedBeforeItsTableSaysWhatToDo() {
    Session session = Session.local().workers(1).open();
    Table table = FRAME.collect(session);
    assertThatThrownBy(session::close)
        .isInstanceOf(MemoryFaultException.class)
        .hasMessageContaining("close tables, streams and arrays before it");
    table.close();
  }

  /* These were errors of Java's own, without a message. */
  @Test
  @SuppressWarnings("NullAway")
  void nullIsNoConstantAndNoColumn() {
    assertThatThrownBy(() -> FRAME.filter(col("delay").eq(null)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("null has no type of its own")
        .hasMessageContaining("isNull()")
        .hasMessageContaining("FrameErrorsTest.java:");
    assertThatThrownBy(() -> FRAME.withColumn("x", lit(null))).hasMessageContaining("nullOf(type)");
    assertThatThrownBy(() -> FRAME.select("delay", null)).hasMessageContaining("not null");
    assertThatThrownBy(() -> FRAME.sort("delay", null)).hasMessageContaining("not null");
  }

  @Test
  void numbersOfTextAreRefusedByName() {
    try (Table table = FRAME.head(3)) {
      assertThatThrownBy(() -> table.doubles("origin"))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("column origin is utf8, not a number");
      assertThatThrownBy(() -> table.longs("origin"))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("column origin is utf8, not an integer");
      assertThat(table.doubles("delay")).containsExactly(0, 1, 2);
    }
  }

  @Test
  void recordsAreCheckedAgainstTheColumns() {
    record Wrong(String delay) {}
    record Missing(long delya) {}
    assertThatThrownBy(() -> FRAME.toRecords(Wrong.class))
        .hasMessageContaining("component delay of Wrong is a String")
        .hasMessageContaining("int64");
    assertThatThrownBy(() -> FRAME.toRecords(Missing.class))
        .hasMessageContaining("did you mean 'delay'");
    List<Flight> late =
        TYPED.filter(num(Flight::delay).gt(990).and(str(Flight::origin).ne("A3"))).toRecords();
    assertThat(late)
        .isEqualTo(
            FLIGHTS.stream().filter(f -> f.delay() > 990 && !f.origin().equals("A3")).toList());
  }

  @Test
  void nullsCannotBecomePrimitives() {
    record Narrow(byte delay) {}
    assertThatThrownBy(() -> FRAME.cast("delay", DType.INT8).toRecords(Narrow.class))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("128 of delay (int64) does not fit int8")
        .hasCauseInstanceOf(ComputeException.class);
    DataFrame nulls =
        FRAME.select(
            Frames.when(col("delay").gt(5))
                .then(col("delay"))
                .otherwise(col("delay").quotient(0))
                .as("delay"),
            "origin");
    assertThatThrownBy(() -> nulls.toRecords(Flight.class))
        .hasMessageContaining("column delay is null")
        .hasMessageContaining("use Long");
  }
}
