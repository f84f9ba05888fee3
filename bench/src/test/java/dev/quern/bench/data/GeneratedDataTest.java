package dev.quern.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Progress;
import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated data is what its definition says, as another engine sees it. */
class GeneratedDataTest {
  @TempDir private Path folder;

  @Test
  void groupTableHasItsDistributions() throws Exception {
    GroupTable table = new GroupTable(10_000, 10);
    Path file = folder.resolve(table.fileName());

    table.write(file, Progress.silent());

    assertThat(file).hasFileName("G1_1e4_1e1_0_0.csv");
    try (DuckDb duckDb = DuckDb.open(2)) {
      Answer found =
          duckDb.rows(
              """
              SELECT count(*), min(id1), max(id2), min(id3), max(id3), min(id4), max(id5), max(id6),
                min(v1), max(v1), max(v2), min(v3) >= 0, max(v3) < 100, abs(avg(v3) - 50) < 2,
                max(abs(v3 * 1e6 - round(v3 * 1e6))) < 1e-3
              FROM read_csv(%s)\
              """
                  .formatted(DuckDb.quoted(file)));
      assertThat(found)
          .isEqualTo(
              Answer.of(
                  10_000,
                  "id001",
                  "id010",
                  "id0000000001",
                  "id0000001000",
                  1,
                  10,
                  1000,
                  1,
                  5,
                  15,
                  true,
                  true,
                  true,
                  true));
    }
  }

  @Test
  void lineitemIsThatOfDbgen() throws Exception {
    TpchTable lineitem = TpchTable.LINEITEM;
    Path zstd = folder.resolve(lineitem.fileName(0.01, Codec.ZSTD));
    Path snappy = folder.resolve(lineitem.fileName(0.01, Codec.SNAPPY));

    lineitem.write(0.01, Codec.ZSTD, 2, zstd, Progress.silent());
    lineitem.recode(zstd, Codec.SNAPPY, 2, snappy);

    assertThat(folder)
        .isDirectoryContaining("glob:**.parquet")
        .isDirectoryNotContaining("glob:**.tbl");
    try (DuckDb duckDb = DuckDb.open(2)) {
      for (Path file : new Path[] {zstd, snappy}) {
        // The published answer of query 6 at this scale is 1,193,053.2253.
        Answer found =
            duckDb.rows(
                """
                SELECT count(*), count(DISTINCT l_orderkey), sum(l_extendedprice * l_discount)
                  FILTER (l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
                    AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24)
                FROM read_parquet(%s)\
                """
                    .formatted(DuckDb.quoted(file)));
        assertThat(found).isEqualTo(Answer.of(60_175, 15_000, "1193053.2253"));
      }
    }
  }
}
