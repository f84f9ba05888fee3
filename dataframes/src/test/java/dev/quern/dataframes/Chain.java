package dev.quern.dataframes;

import dev.quern.dataframes.StepExpressions.Named;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Random verbs one on top of the other, so far.
 *
 * @param unique columns that tell all rows apart; none when there may be equal rows
 * @param isLarge whether there may be many more rows than in a table
 */
record Chain(
    String sql,
    Function<Function<String, DataFrame>, DataFrame> frame,
    List<Named> columns,
    List<String> unique,
    boolean isLarge) {

  List<String> names() {
    return columns.stream().map(Named::name).toList();
  }

  /** This with one verb more; {@code over} has a {@code %s} for the rows so far. */
  Chain then(
      String over, UnaryOperator<DataFrame> verb, List<Named> made, List<String> madeUnique) {
    return new Chain(
        over.formatted("(" + sql.replace("%", "%%") + ")"),
        tables -> verb.apply(frame.apply(tables)),
        made,
        madeUnique,
        isLarge);
  }

  /** A total order: by a column, and then by unique ones. */
  static String order(Named by, boolean down, List<String> unique) {
    return "%s %s NULLS LAST, ".formatted(by.name(), down ? "DESC" : "ASC")
        + unique.stream().map(u -> u + " ASC NULLS LAST").collect(Collectors.joining(", "));
  }
}
