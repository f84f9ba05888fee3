package dev.quern.engine.io.jdbc;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.type.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of a table or query of a database. Opening asks for the query's columns and no rows.
 * Only columns that are needed are selected, and of the rows those that filters want, as far as the
 * database surely has them all. Each range is read by a connection of its own, so they are of one
 * snapshot only if nobody writes meanwhile.
 */
public final class JdbcSource implements Source {
  private final String url;
  private final String from;
  private final JdbcOptions options;
  private final String quote;
  private final Schema schema;
  private final JdbcFilters filters;

  private JdbcSource(
      String url,
      String from,
      JdbcOptions options,
      String quote,
      Schema schema,
      JdbcFilters filters) {
    this.url = url;
    this.from = from;
    this.options = options;
    this.quote = quote;
    this.schema = schema;
    this.filters = filters;
  }

  /**
   * Opens a table by its name, or a query: what has a blank in it.
   *
   * @throws dev.quern.engine.StorageException when the database refuses
   */
  public static JdbcSource open(String url, String tableOrQuery, JdbcOptions options) {
    String text = tableOrQuery.strip();
    if (text.isEmpty()) {
      throw new PlanException("neither a table nor a query was named");
    }
    String from = text.contains(" ") ? "(" + text + ") quern" : text;
    try (Connection connection = Connections.open(url, options.properties());
        Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM " + from + " WHERE 1 = 0")) {
      String quote = connection.getMetaData().getIdentifierQuoteString().strip();
      Schema schema = JdbcTypes.schema(none.getMetaData());
      options.partitionColumn().ifPresent(column -> check(schema, column));
      JdbcFilters filters =
          JdbcFilters.of(none.getMetaData(), connection.getMetaData().getDatabaseProductName());
      return new JdbcSource(url, from, options, quote, schema, filters);
    } catch (SQLException e) {
      throw Connections.failed(url, "cannot read " + text, e);
    }
  }

  private static void check(Schema schema, String column) {
    if (!schema.field(column).type().isInteger()) {
      throw new PlanException(
          "ranges are of an integer column, but %s is %s"
              .formatted(column, schema.field(column).type()));
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<JdbcSplit> splits(ScanRequest request) {
    Schema wanted = schema.select(request.columns());
    String columns =
        wanted.size() == 0
            ? "1"
            : wanted.names().stream().map(this::quoted).collect(Collectors.joining(", "));
    String select = "SELECT %s FROM %s".formatted(columns, from);
    List<JdbcSplit> splits = new ArrayList<>();
    Optional<String> filter =
        options.sendsFilters()
            ? filters.sql(request.predicates(), schema, this::quoted)
            : Optional.empty();
    for (Optional<String> range : ranges()) {
      String conditions =
          Stream.concat(range.stream(), filter.stream()).collect(Collectors.joining(" AND "));
      String where = conditions.isEmpty() ? "" : " WHERE " + conditions;
      splits.add(new JdbcSplit(url, options, select + where, wanted));
    }
    return splits;
  }

  private List<Optional<String>> ranges() {
    if (options.partitionColumn().isEmpty() || options.partitions() == 1) {
      return List.of(Optional.empty());
    }
    String column = quoted(options.partitionColumn().get());
    int count = options.partitions();
    double width = ((double) options.upper() - options.lower()) / count;
    List<Optional<String>> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long begin = options.lower() + Math.round(width * i);
      long end = options.lower() + Math.round(width * (i + 1));
      if (i == 0) {
        ranges.add(Optional.of("(%1$s < %2$d OR %1$s IS NULL)".formatted(column, end)));
      } else if (i == count - 1) {
        ranges.add(Optional.of("%s >= %d".formatted(column, begin)));
      } else {
        ranges.add(Optional.of("%1$s >= %2$d AND %1$s < %3$d".formatted(column, begin, end)));
      }
    }
    return ranges;
  }

  private String quoted(String name) {
    return quote + name.replace(quote, quote + quote) + quote;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  public String describe() {
    return "jdbc %s, %s, %s".formatted(Connections.plain(url), from, options);
  }

  @Override
  public String toString() {
    return describe();
  }
}
