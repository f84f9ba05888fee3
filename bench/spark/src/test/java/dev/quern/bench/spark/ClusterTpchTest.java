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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All queries of TPC-H on a cluster of two workers, to the last digit as on this machine. */
@Tag("slow")
class ClusterTpchTest {
  private static final double SCALE = 0.01;

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
      for (TpchQuery query : TpchQuery.all()) {
        assertThat(rows(query, tables, there))
            .as(query.label())
            .isEqualTo(rows(query, tables, here));
      }
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
