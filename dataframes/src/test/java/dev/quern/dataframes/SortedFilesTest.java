package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.INNER;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Optimizer;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that were sorted when they were written are not sorted again when they are read. */
class SortedFilesTest {
  private static final Optimizer<FramePlan> AS_WRITTEN =
      FrameOptimizer.standard().without("SortPrune", "SortReduce", "SortMerge");

  @TempDir Path folder;

  /** Rows with ties and nulls, in no order. */
  private static DataFrame rows(int count) {
    return Frames.range(0, count)
        .select(
            col("id"),
            when(col("id").mod(11).eq(3))
                .then(nullOf(DType.INT64))
                .otherwise(col("id").times(7919).mod(701))
                .as("k"),
            col("id").times(31).mod(17).cast(DType.UTF8).as("t"));
  }

  private DataFrame written(String name, DataFrame sorted) {
    String path = folder.resolve(name).toString();
    sorted.writeParquet(path, WriteOptions.DEFAULTS);
    return readParquet(path);
  }

  private static void sameAsSorted(DataFrame query) {
    List<List<@Nullable Object>> rows;
    try (Session session = Session.local().workers(2).memory("256m").open();
        Table table =
            query.result(
                session.memory(),
                session.submit(FrameLowering.lower(AS_WRITTEN.optimize(query.plan()))).join())) {
      rows = AnyMemory.exact(table);
    }
    assertThat(rows).isNotEmpty();
    for (int workers : new int[] {1, 3}) {
      try (Session session = Session.local().workers(workers).memory("32m").open();
          Table table = query.collect(session)) {
        assertThat(AnyMemory.exact(table)).isEqualTo(rows);
      }
    }
  }

  @Test
  void aFileOfSortedRowsIsNotSorted() {
    DataFrame read = written("one.parquet", rows(9000).sort(asc("k"), desc("t")));
    assertThat(read.explain(Stage.ESTIMATED)).contains("in order of k, t desc");
    DataFrame sorted = read.filter(col("id").gt(20)).sort("k");
    assertThat(sorted.explain()).doesNotContain("sort by");
    sameAsSorted(sorted);
    DataFrame first = read.sort(asc("k"), desc("t")).limit(40);
    assertThat(first.explain()).startsWith("limit 40").doesNotContain("top");
    sameAsSorted(first);
    DataFrame other = read.sort(desc("k"));
    assertThat(other.explain()).startsWith("sort by");
    sameAsSorted(other);
    DataFrame ranked = read.withColumn("n", rowNumber().over(partitionBy("k").orderBy(desc("t"))));
    sameAsSorted(ranked);
  }

  @Test
  void aFolderOfSortedRowsIsNotSorted() throws IOException {
    WriteOptions small = WriteOptions.DEFAULTS.withFileRows(30_000);
    String path = folder.resolve("many").toString();
    rows(100_000).sort("k", "id").writeParquet(path, small);
    DataFrame read = readParquet(path);
    // Files end within the rows of one k.
    assertThat(read.explain(Stage.ESTIMATED)).contains("in order of k\n");
    DataFrame sorted = read.select("k", "id").sort("k");
    assertThat(sorted.explain()).doesNotContain("sort by");
    sameAsSorted(sorted.filter(col("id").mod(50).eq(0)));
    try (var files = Files.list(folder.resolve("many"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".parquet")).count()).isEqualTo(4);
    }
  }

  @Test
  void filesThatWereAddedLaterAreLookedAt() {
    String path = folder.resolve("added").toString();
    WriteOptions more = WriteOptions.DEFAULTS.withMode(SaveMode.APPEND);
    DataFrame values = rows(3000).filter(col("k").isNotNull());
    values.filter(col("k").lt(300)).sort("k").writeParquet(path, more);
    values.filter(col("k").ge(300)).sort("k").writeParquet(path, more);
    assertThat(readParquet(path).sort("k").explain()).doesNotContain("sort by");
    sameAsSorted(readParquet(path).sort("k"));
    values.filter(col("k").eq(5)).sort("k").writeParquet(path, more);
    assertThat(readParquet(path).sort("k").explain()).startsWith("sort by");
    sameAsSorted(readParquet(path).sort("k"));
  }

  @Test
  void rowsInNoOrderAreSorted() {
    DataFrame read = written("none.parquet", rows(3000));
    // The numbers of the rows rise, and are known to.
    assertThat(read.sort("id").explain()).doesNotContain("sort by");
    assertThat(read.sort("k").explain()).startsWith("sort by");
    sameAsSorted(read.sort("k"));
  }

  @Test
  void sortedFilesAreJoinedAsOthersAre() {
    DataFrame left = written("left.parquet", rows(5000).sort("k", "id"));
    DataFrame right =
        written("right.parquet", rows(900).sort("k").rename("id", "r").rename("t", "u"));
    sameAsSorted(left.sort("k").join(right.sort("k"), on("k"), INNER).sort("k", "id", "r"));
    sameAsSorted(left.join(right, on("k"), Frames.LEFT).sort("k"));
  }
}
