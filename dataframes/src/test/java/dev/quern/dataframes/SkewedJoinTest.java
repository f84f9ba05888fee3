package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins on disk in which one key has half of the left rows: several tasks share its part. */
class SkewedJoinTest {
  /* Distinct, so that nobody knows beforehand how small it is. */
  private static final DataFrame BUILD =
      range(5_000)
          .select(col("id").multiply(2).as("key"), col("id").cast(DType.UTF8).as("what"))
          .distinct();

  private static DataFrame probe() {
    DataFrame ids = range(0, 10_000);
    for (int part = 1; part < 8; part++) {
      ids = ids.union(range(10_000L * part, 10_000L * (part + 1)));
    }
    return ids.select(
        when(col("id").mod(2).eq(0)).then(lit(42L)).otherwise(col("id").mod(9_000L)).as("key"),
        col("id"));
  }

  @ParameterizedTest
  @CsvSource({"INNER, 1", "LEFT, 3", "ANTI, 3"})
  void rowsAreThoseOfTheJoinInMemory(JoinKind kind, int workers) {
    DataFrame joined = probe().join(BUILD, on("key"), kind);
    try (Session large = Session.local().workers(1).memory("256m").open();
        Session small = Session.local().workers(workers).memory("256m").open();
        Table inMemory = joined.collect(large)) {
      small.ledger().shares().bound(64 << 10);
      try (Table onDisk = joined.collect(small)) {
        assertThat(AnyMemory.exact(onDisk)).isEqualTo(AnyMemory.exact(inMemory));
      }
    }
  }
}
