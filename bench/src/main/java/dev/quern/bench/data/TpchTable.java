package dev.quern.bench.data;

import dev.quern.bench.harness.Progress;
import dev.quern.bench.peer.DuckDb;
import io.trino.tpch.TpchEntity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The tables of TPC-H, generated as dbgen does, and written to Parquet by DuckDB: nullable columns,
 * money as DECIMAL(15,2), row groups of 122,880 rows.
 */
public enum TpchTable {
  LINEITEM(
      io.trino.tpch.TpchTable.LINE_ITEM,
      """
      l_orderkey: 'BIGINT', l_partkey: 'BIGINT', l_suppkey: 'BIGINT', l_linenumber: 'BIGINT',
      l_quantity: 'DECIMAL(15,2)', l_extendedprice: 'DECIMAL(15,2)', l_discount: 'DECIMAL(15,2)',
      l_tax: 'DECIMAL(15,2)', l_returnflag: 'VARCHAR', l_linestatus: 'VARCHAR', l_shipdate: 'DATE',
      l_commitdate: 'DATE', l_receiptdate: 'DATE', l_shipinstruct: 'VARCHAR',
      l_shipmode: 'VARCHAR', l_comment: 'VARCHAR'\
      """),
  ORDERS(
      io.trino.tpch.TpchTable.ORDERS,
      """
      o_orderkey: 'BIGINT', o_custkey: 'BIGINT', o_orderstatus: 'VARCHAR',
      o_totalprice: 'DECIMAL(15,2)', o_orderdate: 'DATE', o_orderpriority: 'VARCHAR',
      o_clerk: 'VARCHAR', o_shippriority: 'INTEGER', o_comment: 'VARCHAR'\
      """),
  CUSTOMER(
      io.trino.tpch.TpchTable.CUSTOMER,
      """
      c_custkey: 'BIGINT', c_name: 'VARCHAR', c_address: 'VARCHAR', c_nationkey: 'INTEGER',
      c_phone: 'VARCHAR', c_acctbal: 'DECIMAL(15,2)', c_mktsegment: 'VARCHAR',
      c_comment: 'VARCHAR'\
      """),
  PART(
      io.trino.tpch.TpchTable.PART,
      """
      p_partkey: 'BIGINT', p_name: 'VARCHAR', p_mfgr: 'VARCHAR', p_brand: 'VARCHAR',
      p_type: 'VARCHAR', p_size: 'INTEGER', p_container: 'VARCHAR',
      p_retailprice: 'DECIMAL(15,2)', p_comment: 'VARCHAR'\
      """),
  PARTSUPP(
      io.trino.tpch.TpchTable.PART_SUPPLIER,
      """
      ps_partkey: 'BIGINT', ps_suppkey: 'BIGINT', ps_availqty: 'INTEGER',
      ps_supplycost: 'DECIMAL(15,2)', ps_comment: 'VARCHAR'\
      """),
  SUPPLIER(
      io.trino.tpch.TpchTable.SUPPLIER,
      """
      s_suppkey: 'BIGINT', s_name: 'VARCHAR', s_address: 'VARCHAR', s_nationkey: 'INTEGER',
      s_phone: 'VARCHAR', s_acctbal: 'DECIMAL(15,2)', s_comment: 'VARCHAR'\
      """),
  NATION(
      io.trino.tpch.TpchTable.NATION,
      """
      n_nationkey: 'INTEGER', n_name: 'VARCHAR', n_regionkey: 'INTEGER', n_comment: 'VARCHAR'\
      """),
  REGION(
      io.trino.tpch.TpchTable.REGION,
      "r_regionkey: 'INTEGER', r_name: 'VARCHAR', r_comment: 'VARCHAR'");

  private static final int ROW_GROUP = 122_880;

  @SuppressWarnings("ImmutableEnumChecker") // a constant of its library
  private final io.trino.tpch.TpchTable<?> generator;

  private final String columns;

  TpchTable(io.trino.tpch.TpchTable<?> generator, String columns) {
    this.generator = generator;
    this.columns = columns;
  }

  /** A compression of Parquet pages. */
  public enum Codec {
    ZSTD,
    SNAPPY;

    /** What DuckDB and file names call it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The name in queries. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The file that {@link #write} is meant for. */
  public String fileName(double scale, Codec codec) {
    return "%s-sf%s-%s.parquet"
        .formatted(
            tableName(), scale == Math.rint(scale) ? "%.0f".formatted(scale) : scale, codec.word());
  }

  /** The zstd files of all tables in {@code folder}. */
  public static Map<TpchTable, Path> files(Path folder, double scale) {
    Map<TpchTable, Path> files = new EnumMap<>(TpchTable.class);
    for (TpchTable table : values()) {
      files.put(table, folder.resolve(table.fileName(scale, Codec.ZSTD)));
    }
    return files;
  }

  /**
   * Generates the rows.
   *
   * @param scale the scale factor; 1 has six million lineitems
   * @param threads threads for writing
   */
  public void write(double scale, Codec codec, int threads, Path target, Progress progress)
      throws IOException, SQLException {
    Path text = Path.of(target + ".tbl");
    try {
      writeText(scale, text, progress);
      progress.say("writing " + fileName(scale, codec));
      copy(
          """
          SELECT * EXCLUDE nothing FROM read_csv(%s, delim = '|', header = false,
            auto_detect = false, quote = '', escape = '', columns = {%s, nothing: 'VARCHAR'})\
          """
              .formatted(DuckDb.quoted(text), columns),
          codec,
          threads,
          target);
    } finally {
      Files.deleteIfExists(text);
    }
  }

  /** Writes the rows of another such file. */
  void recode(Path source, Codec codec, int threads, Path target) throws SQLException {
    copy("SELECT * FROM read_parquet(%s)".formatted(DuckDb.quoted(source)), codec, threads, target);
  }

  /** Writes the rows of a query of DuckDB's. */
  static void copy(String rows, Codec codec, int threads, Path target) throws SQLException {
    try (DuckDb duckDb = DuckDb.open(threads)) {
      duckDb.execute(
          "COPY (%s) TO %s (FORMAT parquet, COMPRESSION %s, ROW_GROUP_SIZE %d)"
              .formatted(rows, DuckDb.quoted(target), codec.word(), ROW_GROUP));
    }
  }

  /* dbgen's own format: fields between bars, and a bar behind the last one. */
  private void writeText(double scale, Path target, Progress progress) throws IOException {
    long written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(target)) {
      for (TpchEntity row : generator.createGenerator(scale, 1, 1)) {
        out.write(row.toLine());
        out.write('\n');
        if (++written % 100_000 == 0) {
          progress.say("generating %s: %,d rows".formatted(tableName(), written));
        }
      }
    }
  }
}
