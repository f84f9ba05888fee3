package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.concat;
import static dev.quern.dataframes.Frames.dateDiff;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.dataframes.Aggregation;
import dev.quern.dataframes.Column;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Functions of a row over the six million comments, dates and prices of TPC-H's lineitem, each with
 * the reading of its column and an aggregate of its results. Nearly all comments are different, so
 * that no dictionary helps.
 */
public final class FunctionSuite implements CaseSuite {
  private final List<Case> cases = new ArrayList<>();
  private String path = "";
  private double rows;

  private FunctionSuite() {}

  /** Times the functions. */
  public static void main(String... arguments) {
    Bench.main(new FunctionSuite(), arguments);
  }

  @Override
  public String name() {
    return "functions";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).lineitem(Codec.ZSTD);
    path = file.toString();
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    duckDb.view("lineitem", file);
    QuernFrames quern = QuernFrames.of(setting);
    rows =
        Double.parseDouble(
            duckDb.rows("SELECT count(*) FROM lineitem").rows().getFirst().getFirst());
    texts(quern, duckDb);
    others(quern, duckDb);
    return cases;
  }

  private void texts(QuernFrames quern, DuckDb duckDb) {
    Column comment = col("l_comment");
    text("upper", comment.str().upper(), "upper(l_comment)", quern, duckDb);
    text("trim", comment.str().trim(" ."), "trim(l_comment, ' .')", quern, duckDb);
    text(
        "replace",
        comment.str().replace("the", "THE"),
        "replace(l_comment, 'the', 'THE')",
        quern,
        duckDb);
    text(
        "split part",
        comment.str().splitPart(" ", 2),
        "split_part(l_comment, ' ', 2)",
        quern,
        duckDb);
    text("left", comment.str().left(10), "left(l_comment, 10)", quern, duckDb);
    text("lpad", comment.str().lpad(50, "*"), "lpad(l_comment, 50, '*')", quern, duckDb);
    text("concat", concat(comment, "-", comment), "l_comment || '-' || l_comment", quern, duckDb);
    text(
        "regex replace",
        comment.str().regexReplace("[aeiou]+", "_"),
        "regexp_replace(l_comment, '[aeiou]+', '_', 'g')",
        quern,
        duckDb);
    text("md5", comment.str().md5(), "md5(l_comment)", quern, duckDb);
    number("length", comment.str().length(), "length(l_comment)", quern, duckDb);
    number("position", comment.str().position("ly"), "strpos(l_comment, 'ly')", quern, duckDb);
    number(
        "levenshtein",
        comment.str().levenshtein("carefully final deposits"),
        "levenshtein(l_comment, 'carefully final deposits')",
        quern,
        duckDb);
  }

  private void others(QuernFrames quern, DuckDb duckDb) {
    Column day = col("l_shipdate");
    Column price = col("l_extendedprice").cast(DType.FLOAT64);
    text(
        "strftime",
        day.dt().strftime("%d/%m/%Y"),
        "strftime(l_shipdate, '%d/%m/%Y')",
        quern,
        duckDb);
    number(
        "months between",
        dateDiff(DateUnit.MONTH, day, col("l_receiptdate")),
        "date_diff('month', l_shipdate, l_receiptdate)",
        quern,
        duckDb);
    number("round", price.round(1), "round(l_extendedprice::DOUBLE, 1)", quern, duckDb);
    number("log2", price.log2(), "log2(l_extendedprice::DOUBLE)", quern, duckDb);
    number(
        "bits",
        col("l_orderkey").bitAnd(col("l_partkey")),
        "l_orderkey & l_partkey",
        quern,
        duckDb);
    List<Object> keys = IntStream.range(0, 1000).<Object>mapToObj(i -> 37 * i).toList();
    String list = keys.stream().map(Object::toString).collect(Collectors.joining(", "));
    number(
        "one of 1000",
        col("l_partkey").in(keys).cast(DType.INT32),
        "(l_partkey IN (%s))::INT".formatted(list),
        quern,
        duckDb);
  }

  private void text(String name, Column column, String sql, QuernFrames quern, DuckDb duckDb) {
    add(
        name,
        column,
        sql,
        List.of(min("r").as("a"), max("r").as("b")),
        "min(r), max(r)",
        quern,
        duckDb);
  }

  private void number(String name, Column column, String sql, QuernFrames quern, DuckDb duckDb) {
    add(
        name,
        column,
        sql,
        List.of(sum("r").as("a"), max("r").as("b")),
        "sum(r), max(r)",
        quern,
        duckDb);
  }

  private void add(
      String name,
      Column column,
      String sql,
      List<Aggregation> aggregates,
      String sqlAggregates,
      QuernFrames quern,
      DuckDb duckDb) {
    String file = path;
    cases.add(
        Case.of(
            name,
            rows,
            "rows",
            quern.query(
                () ->
                    readParquet(file)
                        .select(column.as("r"))
                        .agg(aggregates.toArray(Aggregation[]::new))),
            duckDb.query(
                "SELECT %s FROM (SELECT %s AS r FROM lineitem)".formatted(sqlAggregates, sql))));
  }
}
