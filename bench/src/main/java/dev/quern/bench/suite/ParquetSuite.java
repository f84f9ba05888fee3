package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.LookupTable;
import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.dataframes.Aggregation;
import dev.quern.engine.io.parquet.ParquetSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Scans of TPC-H's lineitem, all columns and three of them, zstd and snappy. One aggregate a column
 * sees to it that every value is read: a sum of numbers, the greatest of dates and text. (Not a
 * count, nor the least and greatest of the whole file's numbers, which statistics know.) And a few
 * rows looked up: by a sorted column, and by an unsorted one that has a Bloom filter.
 */
public final class ParquetSuite implements CaseSuite {
  private static final List<String> NUMBERS =
      List.of(
          "l_orderkey",
          "l_partkey",
          "l_suppkey",
          "l_linenumber",
          "l_quantity",
          "l_extendedprice",
          "l_discount",
          "l_tax");
  private static final List<String> OTHERS =
      List.of(
          "l_returnflag",
          "l_linestatus",
          "l_shipdate",
          "l_commitdate",
          "l_receiptdate",
          "l_shipinstruct",
          "l_shipmode",
          "l_comment");
  private static final List<String> THREE = List.of("l_extendedprice", "l_discount", "l_shipdate");
  private static final double ROWS = 6_001_215;

  /* In the middle of the file of a hundredth, too; of 32 order keys 8 are there. */
  private static final long ORDER = 30_016;

  /* A number that no line has: its order would be the last but one and lie in a gap. */
  private static final long NONE = LookupTable.token(29_993, 7);

  private ParquetSuite() {}

  /** Times scans of Parquet. */
  public static void main(String... arguments) {
    Bench.main(new ParquetSuite(), arguments);
  }

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    QuernFrames quern = QuernFrames.of(setting);
    double rows = setting.options().tiny() ? ROWS / 100 : ROWS;
    List<String> all = new ArrayList<>(NUMBERS);
    all.addAll(OTHERS);
    List<Case> cases = new ArrayList<>();
    for (Codec codec : Codec.values()) {
      Path file = data.lineitem(codec);
      for (List<String> columns : List.of(all, THREE)) {
        String name = "%s %d columns".formatted(codec.word(), columns.size());
        cases.add(
            Case.of(
                name,
                rows,
                "rows",
                quern.query(() -> readParquet(file.toString()).agg(aggregates(columns))),
                duckDb.query(sql(columns, file))));
        cases.add(
            Case.of(
                    name + " decode only",
                    rows,
                    "rows",
                    SourceScan.decode(
                        quern.session(), () -> ParquetSource.open(file.toString()), columns))
                .uncounted());
      }
    }
    addLookups(cases, data.lookups(), quern, duckDb);
    return cases;
  }

  private static void addLookups(List<Case> cases, Path file, QuernFrames quern, DuckDb duckDb) {
    long token = LookupTable.token(ORDER, 1);
    addLookup(cases, "one order", "l_orderkey", ORDER, ORDER, file, quern, duckDb);
    addLookup(cases, "1,000 orders", "l_orderkey", ORDER, ORDER + 3_999, file, quern, duckDb);
    addLookup(cases, "one token", LookupTable.TOKEN, token, token, file, quern, duckDb);
    addLookup(cases, "no token", LookupTable.TOKEN, NONE, NONE, file, quern, duckDb);
  }

  private static void addLookup(
      List<Case> cases,
      String name,
      String column,
      long from,
      long to,
      Path file,
      QuernFrames quern,
      DuckDb duckDb) {
    boolean one = from == to;
    cases.add(
        Case.of(
            "look up " + name,
            1,
            "lookups",
            quern.unordered(
                () ->
                    readParquet(file.toString())
                        .filter(one ? col(column).eq(from) : col(column).between(from, to))),
            duckDb.unordered(
                "SELECT * FROM read_parquet(%s) WHERE %s"
                    .formatted(
                        DuckDb.quoted(file),
                        one
                            ? "%s = %d".formatted(column, from)
                            : "%s BETWEEN %d AND %d".formatted(column, from, to)))));
  }

  private static Aggregation[] aggregates(List<String> columns) {
    return columns.stream()
        .map(column -> NUMBERS.contains(column) ? sum(column) : max(column))
        .toArray(Aggregation[]::new);
  }

  private static String sql(List<String> columns, Path file) {
    return columns.stream()
        .map(column -> (NUMBERS.contains(column) ? "sum(%s)" : "max(%s)").formatted(column))
        .collect(Collectors.joining(", ", "SELECT ", " FROM read_parquet(%s)"))
        .formatted(DuckDb.quoted(file));
  }
}
