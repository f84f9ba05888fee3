package dev.quern.bench.data;

import dev.quern.bench.harness.Progress;
import dev.quern.bench.peer.DuckDb;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Lineitem of TPC-H, generated as dbgen does, and written to Parquet by DuckDB: nullable columns,
 * money as DECIMAL(15,2), row groups of 122,880 rows.
 *
 * @param scale the scale factor; 1 is six million rows
 * @param threads threads for writing
 */
public record Lineitem(double scale, int threads) {
  /** Rows at scale 1, about. */
  private static final long ROWS = 6_001_215;

  private static final int ROW_GROUP = 122_880;

  private static final String COLUMNS =
      """
      {l_orderkey: 'BIGINT', l_partkey: 'BIGINT', l_suppkey: 'BIGINT', l_linenumber: 'BIGINT',
       l_quantity: 'DECIMAL(15,2)', l_extendedprice: 'DECIMAL(15,2)', l_discount: 'DECIMAL(15,2)',
       l_tax: 'DECIMAL(15,2)', l_returnflag: 'VARCHAR', l_linestatus: 'VARCHAR', l_shipdate: 'DATE',
       l_commitdate: 'DATE', l_receiptdate: 'DATE', l_shipinstruct: 'VARCHAR',
       l_shipmode: 'VARCHAR', l_comment: 'VARCHAR', nothing: 'VARCHAR'}\
      """;

  /** A compression of Parquet pages. */
  public enum Codec {
    ZSTD,
    SNAPPY;

    /** What DuckDB and file names call it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String fileName(Codec codec) {
    return "lineitem-sf%s-%s.parquet"
        .formatted(scale == Math.rint(scale) ? "%.0f".formatted(scale) : scale, codec.word());
  }

  /** Generates the rows. */
  void write(Codec codec, Path target, Progress progress) throws Exception {
    Path text = Path.of(target + ".tbl");
    try {
      writeText(text, progress);
      progress.say("writing " + fileName(codec));
      copy(
          """
          SELECT * EXCLUDE nothing FROM read_csv(%s, delim = '|', header = false,
            auto_detect = false, quote = '', escape = '', columns = %s)\
          """
              .formatted(DuckDb.quoted(text), COLUMNS),
          codec,
          target);
    } finally {
      Files.deleteIfExists(text);
    }
  }

  /** Writes the rows of another such file. */
  void recode(Path source, Codec codec, Path target) throws SQLException {
    copy("SELECT * FROM read_parquet(%s)".formatted(DuckDb.quoted(source)), codec, target);
  }

  private void copy(String rows, Codec codec, Path target) throws SQLException {
    try (DuckDb duckDb = DuckDb.open(threads)) {
      duckDb.execute(
          "COPY (%s) TO %s (FORMAT parquet, COMPRESSION %s, ROW_GROUP_SIZE %d)"
              .formatted(rows, DuckDb.quoted(target), codec.word(), ROW_GROUP));
    }
  }

  /* dbgen's own format: fields between bars, and a bar behind the last one. */
  private void writeText(Path target, Progress progress) throws IOException {
    long written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(target)) {
      for (LineItem item : new LineItemGenerator(scale, 1, 1)) {
        out.write(item.toLine());
        out.write('\n');
        if (++written % 100_000 == 0) {
          progress.say("generating lineitem: %.0f %%".formatted(100.0 * written / (ROWS * scale)));
        }
      }
    }
  }
}
