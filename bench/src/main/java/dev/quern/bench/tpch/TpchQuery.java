package dev.quern.bench.tpch;

import dev.quern.dataframes.DataFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * A query of TPC-H with the parameters of its validation run.
 *
 * @param number 1 to 22
 * @param frame the query as a frame
 */
public record TpchQuery(int number, Function<TpchTables, DataFrame> frame) {

  /** All queries, in order. */
  public static List<TpchQuery> all() {
    return List.of(
        new TpchQuery(1, FirstQueries::q1),
        new TpchQuery(2, FirstQueries::q2),
        new TpchQuery(3, FirstQueries::q3),
        new TpchQuery(4, FirstQueries::q4),
        new TpchQuery(5, FirstQueries::q5),
        new TpchQuery(6, FirstQueries::q6),
        new TpchQuery(7, FirstQueries::q7),
        new TpchQuery(8, FirstQueries::q8),
        new TpchQuery(9, FirstQueries::q9),
        new TpchQuery(10, FirstQueries::q10),
        new TpchQuery(11, FirstQueries::q11),
        new TpchQuery(12, LastQueries::q12),
        new TpchQuery(13, LastQueries::q13),
        new TpchQuery(14, LastQueries::q14),
        new TpchQuery(15, LastQueries::q15),
        new TpchQuery(16, LastQueries::q16),
        new TpchQuery(17, LastQueries::q17),
        new TpchQuery(18, LastQueries::q18),
        new TpchQuery(19, LastQueries::q19),
        new TpchQuery(20, LastQueries::q20),
        new TpchQuery(21, LastQueries::q21),
        new TpchQuery(22, LastQueries::q22));
  }

  /** What tables and options call it: {@code q01} to {@code q22}. */
  public String label() {
    return "q%02d".formatted(number);
  }

  /** The query as SQL over the eight tables. */
  public String sql() {
    String name = label() + ".sql";
    try (InputStream in = TpchQuery.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
