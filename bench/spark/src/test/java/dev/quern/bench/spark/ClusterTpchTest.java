package dev.quern.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.bench.data.TpchTable;
import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Progress;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.spark.standalone.StandaloneCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All queries of TPC-H on a cluster of two workers, to the last digit as on this machine, in few
 * stages: each costs the cluster some hundredths of a second.
 */
@Tag("slow")
class ClusterTpchTest {
  private static final double SCALE = 0.01;

  private static final int MOST_STAGES = 100;

  @Test
  void answersAreThoseOfThisMachine(@TempDir Path folder) throws Exception {
    Map<TpchTable, Path> files = new EnumMap<>(TpchTable.class);
    for (TpchTable table : TpchTable.values()) {
      Path file = folder.resolve(table.fileName(SCALE, Codec.ZSTD));
      table.write(SCALE, Codec.ZSTD, 2, file, Progress.silent());
      files.put(table, file);
    }
    TpchTables tables = new TpchTables(files);
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512);
        Session there = cluster.session().memory("512m").open();
        Session here = Session.local().workers(2).memory("512m").open()) {
      AtomicInteger stages = new AtomicInteger();
      SparkContext spark = SparkContext.getOrCreate();
      spark.addSparkListener(
          new SparkListener() {
            @Override
            public void onStageCompleted(SparkListenerStageCompleted end) {
              stages.incrementAndGet();
            }
          });
      for (TpchQuery query : TpchQuery.all()) {
        assertThat(rows(query, tables, there))
            .as(query.label())
            .isEqualTo(rows(query, tables, here));
      }
      spark.listenerBus().waitUntilEmpty();
      assertThat(stages).hasValueLessThan(MOST_STAGES);
    }
  }

  private static List<List<String>> rows(TpchQuery query, TpchTables tables, Session session) {
    try (Table table = query.frame().apply(tables).collect(session)) {
      List<List<String>> rows = new ArrayList<>();
      for (long row = 0; row < table.rows(); row++) {
        List<String> cells = new ArrayList<>();
        for (String name : table.schema().names()) {
          cells.add(Answer.text(table.get(row, name)));
        }
        rows.add(cells);
      }
      return rows;
    }
  }
}
