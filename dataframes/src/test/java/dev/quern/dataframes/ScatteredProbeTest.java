package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Joins whose right side exceeds what a task may hold, and of whose left rows few have a partner:
 * those that have none do not go to disk, where nothing comes of them.
 */
class ScatteredProbeTest {
  /* Distinct, so that nobody knows beforehand how small it is. */
  private static final DataFrame BUILD =
      range(10_000)
          .select(col("id").multiply(50).as("key"), col("id").cast(DType.UTF8).as("what"))
          .distinct();

  private static final DataFrame PROBE =
      range(100_000).select(col("id").multiply(7).mod(500_000L).as("key"), col("id"));

  @ParameterizedTest
  @CsvSource({"INNER, 1", "INNER, 3", "SEMI, 3", "LEFT, 3", "ANTI, 3"})
  void rowsAreThoseOfTheJoinInMemory(JoinKind kind, int workers) {
    DataFrame joined = PROBE.join(BUILD, on("key"), kind);
    try (Session large = Session.local().workers(1).memory("256m").open();
        Session small = Session.local().workers(workers).memory("256m").open();
        Table inMemory = joined.collect(large)) {
      small.ledger().shares().bound(64 << 10);
      try (Table onDisk = joined.collect(small)) {
        assertThat(DuckOracle.rows(onDisk)).isEqualTo(DuckOracle.rows(inMemory));
      }
    }
  }

  @Test
  void rowsWithoutAPartnerDoNotGoToDisk() {
    long all = spilledBytes(JoinKind.LEFT);
    assertThat(spilledBytes(JoinKind.INNER)).isBetween(1L, all / 2);
    assertThat(spilledBytes(JoinKind.SEMI)).isBetween(1L, all / 2);
  }

  /** The task that scatters the rows may have made them itself, and holds them meanwhile. */
  @Test
  void rowsOfTheTableAndTheirPartsFitIntoLittleMemory() {
    int n = 600_000;
    DataFrame left = range(n).select(col("id").multiply(7_919L).mod((long) n).as("k"), "id");
    DataFrame right =
        range(n).select(col("id").multiply(104_729L).mod((long) n).as("k"), col("id").as("r"));
    try (Session session = Session.local().workers(2).memory("16m").open();
        Table sums = left.leftJoin(right, on("k")).agg(sum("r").as("s")).collect(session)) {
      assertThat(sums.longs("s")).containsExactly(n * (n - 1L) / 2);
    }
  }

  private static long spilledBytes(JoinKind kind) {
    try (Session session = Session.local().workers(2).memory("256m").open()) {
      session.ledger().shares().bound(64 << 10);
      RunProfile profile = PROBE.join(BUILD, on("key"), kind).profile(session);
      return profile.nodes().stream().mapToLong(RunProfile.Node::spilledBytes).sum();
    }
  }
}
