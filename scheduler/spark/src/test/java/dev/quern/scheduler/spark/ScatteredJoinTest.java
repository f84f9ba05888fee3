package dev.quern.scheduler.spark;

import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Frames;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Joins whose tables do not fit are done part by part on a cluster, and give the same rows. */
@ExtendWith(Cluster.class)
class ScatteredJoinTest {
  /* Each of two executors would fetch all of it, were it not for sections. */
  private static final double MOST_FETCHED = 1.5;

  @TempDir Path folder;

  @Test
  void eachPartIsReadByWhoeverJoinsIt() throws TimeoutException {
    DataFrame flights = Cases.flights(folder);
    // Distinct, so that nobody knows beforehand how few they are: small tables are never scattered.
    DataFrame joined =
        flights
            .select("id", "delay", "carrier")
            .join(
                flights.select("id", "price", "origin").filter(col("price").lt(250)).distinct(),
                on("id"),
                LEFT);
    List<String> expected = run(Session.local().workers(2).memory("512m").open(), joined, false);
    assertThat(expected).hasSize(12_000);
    assertThat(run(Session.local().workers(2).memory("512m").open(), joined, true))
        .isEqualTo(expected);
    try (Session cluster = Cluster.session().open();
        Traffic traffic = Traffic.count()) {
      assertThat(run(Cluster.session().open(), joined, true)).isEqualTo(expected);
      assertThat(traffic.fetchedTimes()).as("%s", traffic).isLessThan(MOST_FETCHED);
      assertThat(cluster.memory().used()).isZero();
    }
  }

  /** Half of all rows have one key: the tasks that they came from share in its part. */
  @Test
  void aPartWithMostRowsIsCutBetweenTasks() {
    DataFrame left = Frames.range(0, 30_000);
    for (long from = 30_000; from < 150_000; from += 30_000) {
      left = left.union(Frames.range(from, from + 30_000));
    }
    DataFrame joined =
        left.select(when(col("id").mod(2).eq(0)).then(7L).otherwise(col("id")).as("k"), col("id"))
            .join(
                Frames.range(0, 3_000)
                    .select(col("id").as("k"), col("id").times(3).as("v"))
                    .distinct(),
                on("k"));
    List<String> expected = run(Session.local().workers(2).memory("512m").open(), joined, false);
    assertThat(expected).hasSizeGreaterThan(75_000);
    assertThat(run(Session.local().workers(2).memory("512m").open(), joined, true))
        .isEqualTo(expected);
    assertThat(run(Cluster.session().open(), joined, true)).isEqualTo(expected);
  }

  private static List<String> run(Session session, DataFrame frame, boolean scattered) {
    try (session;
        MemoryBudget memory = MemoryBudget.root("test", 1 << 28)) {
      LazyChunks chunks = frame.lazyChunks().optimized();
      List<Chunk> outputs = session.submit(scattered ? scattered(chunks) : chunks).join();
      List<String> rows = new ArrayList<>();
      for (Chunk output : outputs) {
        try (output) {
          addRows(output, memory, rows);
        }
      }
      return rows;
    }
  }

  private static LazyChunks scattered(LazyChunks chunks) {
    TaskGraphBuilder graph = TaskGraph.builder();
    int decisions = 0;
    for (Task task : chunks.graph().tasks()) {
      Operator operator = task.operator();
      if (Decision.of(operator).isPresent()) {
        operator = Decision.decided(operator, true);
        decisions++;
      }
      graph.add(task.key(), operator, task.origin(), task.inputs());
    }
    assertThat(decisions).as("whether to scatter, and which parts to slice").isEqualTo(2);
    return LazyChunks.of(graph.build(), chunks.outputs());
  }

  private static void addRows(Chunk chunk, MemoryBudget memory, List<String> rows) {
    switch (chunk) {
      case Batch batch -> addRows(batch, rows);
      case BatchList list -> list.batches().forEach(batch -> addRows(batch, rows));
      case SpooledBatches spool -> {
        try (BatchReader reader = spool.open(memory)) {
          for (Batch next = reader.next(); next != null; next = reader.next()) {
            try (Batch batch = next) {
              addRows(batch, rows);
            }
          }
        }
      }
      default -> throw new AssertionError("no rows: " + chunk);
    }
  }

  private static void addRows(Batch batch, List<String> rows) {
    for (int row = 0; row < batch.rows(); row++) {
      List<String> cells = new ArrayList<>();
      for (int column = 0; column < batch.schema().size(); column++) {
        Object cell = Values.objectAt(batch.column(column), row);
        cells.add(cell instanceof byte[] text ? new String(text, UTF_8) : String.valueOf(cell));
      }
      rows.add(String.join(",", cells));
    }
  }
}
