package dev.quern.bench.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.peer.PeerAnswers;
import dev.quern.bench.suite.UserScore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The program that {@link SparkSql} starts: a driver of Spark SQL. It is asked as every {@link
 * dev.quern.bench.peer.PeerProcess} is, and finds its settings in the environment.
 */
public final class SparkSqlProbe {
  /** Work that has rows. */
  static final String QUERY = "query";

  /** Work whose rows, of a text and two numbers, a function of Java's maps to scores. */
  static final String SCORE = "score";

  /** Work that has none. */
  static final String EXECUTE = "execute";

  private final SparkSession session;
  private final PrintStream out;

  private SparkSqlProbe(SparkSession session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  /** Answers questions until there are no more. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    SparkSession.Builder builder = SparkSession.builder();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("spark.")) {
                builder.config(name, value);
              }
            });
    try (SparkSession session = builder.getOrCreate()) {
      PeerAnswers.answer(out, new SparkSqlProbe(session, out)::run);
    }
  }

  private void run(String work, String sql) {
    long start = System.nanoTime();
    Dataset<Row> result = session.sql(sql);
    List<Row> rows = (work.equals(SCORE) ? scored(result) : result).collectAsList();
    long nanos = System.nanoTime() - start;
    if (!work.equals(EXECUTE)) {
      rows.forEach(row -> out.println("row\t" + String.join("\t", cells(row))));
    }
    out.println("lap\t" + nanos + "\t1");
  }

  private static Dataset<Row> scored(Dataset<Row> rows) {
    MapFunction<Row, Double> score =
        row -> UserScore.of(row.getString(0), row.getLong(1), row.getDouble(2));
    return rows.map(score, Encoders.DOUBLE())
        .agg(count(lit(1)), sum(col("value")), max(col("value")));
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < row.length(); column++) {
      cells.add(Answer.text(row.get(column)).replaceAll("[\t\n]", " "));
    }
    return cells;
  }
}
