package dev.quern.dataframes;

import static dev.quern.dataframes.ExponentialWeights.alpha;
import static dev.quern.dataframes.Frames.backwardFill;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.cumeDist;
import static dev.quern.dataframes.Frames.denseRank;
import static dev.quern.dataframes.Frames.ewmMean;
import static dev.quern.dataframes.Frames.forwardFill;
import static dev.quern.dataframes.Frames.interpolate;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.lead;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.nthValue;
import static dev.quern.dataframes.Frames.ntile;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.percentRank;
import static dev.quern.dataframes.Frames.rank;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Window functions over partitions that exceed what a task may hold: the bits are those of the run
 * in memory.
 */
class LargePartitionTest {
  /** So many that a column of the largest partition is a file. */
  private static final int ROWS = 140_000;

  @TempDir static Path folder;
  private static DataFrame rows;

  @BeforeAll
  static void makeData() throws SQLException {
    try (DuckOracle duck = new DuckOracle()) {
      // One partition has most rows; the sums of y are rounded, each order another way.
      duck.execute(
          """
          CREATE TABLE rows AS SELECT
            i::BIGINT AS id,
            CASE WHEN hash(i) %% 25 = 0 THEN (hash(i * 3) %% 50)::INTEGER ELSE -1 END AS g,
            (hash(i * 7) %% 20000)::INTEGER AS o,
            CASE WHEN hash(i) %% 17 = 0 THEN NULL ELSE (hash(i * 5) %% 1000)::BIGINT - 500 END AS x,
            CASE WHEN hash(i) %% 19 = 0 THEN NULL ELSE (hash(i * 11) %% 4096) / 63.0 END::DOUBLE AS y,
            CASE WHEN hash(i) %% 23 = 0 THEN NULL ELSE 'some text number ' || (hash(i * 2) %% 90000) END AS t,
            [i, i + 1] AS l
          FROM range(%d) r(i)
          """
              .formatted(ROWS));
      rows =
          readParquet(duck.parquet(folder.resolve("rows.parquet"), "FROM rows", 20_480).toString());
    }
  }

  private static void same(DataFrame frame) {
    try (Session plenty = Session.local().workers(1).memory("512m").open();
        Session little = Session.local().workers(2).memory("512m").open()) {
      little.ledger().shares().bound(2 << 20);
      try (Table inMemory = frame.collect(plenty);
          Table onDisk = frame.collect(little)) {
        assertThat(cells(onDisk)).isEqualTo(cells(inMemory));
      }
    }
  }

  /** Column by column, floats by their bits. */
  private static List<@Nullable Object> cells(Table table) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (Batch batch : table.batches()) {
      for (ColumnVector column : batch.columns()) {
        for (int row = 0; row < batch.rows(); row++) {
          cells.add(Values.objectAt(column, row));
        }
      }
    }
    return cells;
  }

  @Test
  void placesAndNeighbours() {
    Window window = partitionBy("g").orderBy("o", "id");
    Window peers = partitionBy("g").orderBy("o");
    same(
        rows.select(
            "id",
            rowNumber().over(window).as("n"),
            rank().over(peers).as("r"),
            denseRank().over(peers).as("d"),
            percentRank().over(peers).as("p"),
            cumeDist().over(peers).as("c"),
            ntile(7).over(window).as("b"),
            lag("x", 3).over(window).as("before"),
            lead("t", 70_000).over(window).as("behind"),
            col("l")));
  }

  @Test
  void framesOfAllKinds() {
    Window window = partitionBy("g").orderBy("o", "id");
    same(
        rows.select(
            "id",
            sum("y").over(window).as("cumulative"),
            mean("y").over(window.rows(-40, 5)).as("rolling"),
            sum("y").over(partitionBy("g").orderBy("o").range(-50, 50)).as("near"),
            std("y").over(partitionBy("g")).as("whole"),
            max("t").over(window.rows(-2, 0)).as("text"),
            nthValue("y", 3).over(window.rows(-30, 40)).as("third")));
  }

  @Test
  void valuesAloneAndFramesWithRowsLeftOut() {
    Window window = partitionBy("g").orderBy("o", "id");
    Window peers = partitionBy("g").orderBy("o");
    same(
        rows.select(
            "id",
            lag("y", 3).ignoreNulls().over(window).as("before"),
            lead("t", 50_000).ignoreNulls().over(window).as("behind"),
            nthValue("x", -2).ignoreNulls().over(window.rows(-20, 4)).as("value"),
            sum("y").over(window.rows(-40, 5).excludeCurrentRow()).as("others"),
            mean("y").over(partitionBy("g").excludeCurrentRow()).as("allOthers"),
            sum("y").over(peers.range(-50, 50).excludeGroup()).as("around"),
            max("t").over(peers.groups(-2, 0).excludeTies()).as("text")));
  }

  @Test
  void series() {
    Window all = orderBy("o", "id");
    same(
        rows.select(
            "id",
            forwardFill("y").over(all).as("forward"),
            backwardFill("t").over(all).as("backward"),
            interpolate("y").over(all).as("line"),
            ewmMean("y", alpha(0.01)).over(all).as("weighted"),
            col("t")));
  }

  @Test
  void aFullDiskIsSaid() {
    try (Session session = Session.local().workers(2).memory("512m").disk("4m").open()) {
      session.ledger().shares().bound(2 << 20);
      DataFrame frame = rows.select("id", sum("y").over(orderBy("o", "id")).as("s"), col("t"));
      assertThatThrownBy(() -> frame.collect(session))
          .hasRootCauseInstanceOf(StorageException.class);
    }
  }
}
