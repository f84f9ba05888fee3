package dev.quern.engine.io.jdbc;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.ScanOrder;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
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
  private final JdbcDialect dialect;
  private final Schema schema;
  private final JdbcFilters filters;
  private final String first; // the end of every query: an order and a limit, or empty
  private final long most; // that limit

  private JdbcSource(
      String url,
      String from,
      JdbcOptions options,
      JdbcDialect dialect,
      Schema schema,
      JdbcFilters filters,
      String first,
      long most) {
    this.url = url;
    this.from = from;
    this.options = options;
    this.dialect = dialect;
    this.schema = schema;
    this.filters = filters;
    this.first = first;
    this.most = most;
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
      JdbcDialect dialect = JdbcDialect.of(connection);
      Schema schema = JdbcTypes.schema(none.getMetaData());
      options.partitionColumn().ifPresent(column -> check(schema, column, options, dialect));
      JdbcFilters filters = JdbcFilters.of(none.getMetaData(), dialect);
      return new JdbcSource(url, from, options, dialect, schema, filters, "", Long.MAX_VALUE);
    } catch (SQLException e) {
      throw Connections.failed(url, "cannot read " + text, e);
    }
  }

  private static void check(
      Schema schema, String column, JdbcOptions options, JdbcDialect dialect) {
    DType type = schema.field(column).type();
    for (Object bound : options.bounds()) {
      if (!fits(bound, type)) {
        throw new PlanException(
            "%s is no bound of ranges of %s, which is %s: name numbers for numbers, dates for dates, timestamps for timestamps"
                .formatted(bound, column, type));
      }
      dialect.literal(bound);
    }
  }

  private static boolean fits(Object bound, DType type) {
    boolean stamp = type instanceof TimestampType;
    boolean zoned = type instanceof TimestampType timestamp && timestamp.hasZone();
    return switch (bound) {
      case Long _, BigDecimal _ -> type.isInteger() || type instanceof DecimalType;
      case LocalDate _ -> type == DType.DATE || (stamp && !zoned);
      case LocalDateTime _ -> stamp && !zoned;
      case Instant _ -> zoned;
      default -> false;
    };
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<JdbcSplit> splits(ScanRequest request) {
    Schema wanted = schema.select(request.columns());
    String columns = wanted.size() == 0 ? "1" : dialect.quoted(wanted.names());
    String select = "SELECT %s FROM %s".formatted(columns, from);
    List<JdbcSplit> splits = new ArrayList<>();
    Optional<String> filter =
        options.sendsFilters()
            ? filters.sql(request.predicates(), schema, dialect::quoted)
            : Optional.empty();
    for (Optional<String> range : ranges()) {
      String conditions =
          Stream.concat(range.stream(), filter.stream()).collect(Collectors.joining(" AND "));
      String where = conditions.isEmpty() ? "" : " WHERE " + conditions;
      splits.add(new JdbcSplit(url, options, select + where + first, wanted));
    }
    return splits;
  }

  private List<Optional<String>> ranges() {
    if (options.partitionColumn().isEmpty() || options.bounds().isEmpty()) {
      return List.of(Optional.empty());
    }
    String column = dialect.quoted(options.partitionColumn().get());
    List<String> bounds = options.bounds().stream().map(dialect::literal).toList();
    List<Optional<String>> ranges = new ArrayList<>();
    ranges.add(Optional.of("(%1$s < %2$s OR %1$s IS NULL)".formatted(column, bounds.getFirst())));
    for (int i = 1; i < bounds.size(); i++) {
      ranges.add(
          Optional.of(
              "%1$s >= %2$s AND %1$s < %3$s".formatted(column, bounds.get(i - 1), bounds.get(i))));
    }
    ranges.add(Optional.of("%s >= %s".formatted(column, bounds.getLast())));
    return ranges;
  }

  /** By {@code ORDER BY} and {@code LIMIT}, in each range; texts and floats are ordered here. */
  @Override
  public Optional<Source> withFirst(List<ScanOrder> order, long rows) {
    boolean known =
        options.sendsFilters()
            && rows < most
            && order.stream().allMatch(key -> filters.orders(schema.field(key.column())));
    Optional<String> by = known ? dialect.orderBy(order) : Optional.empty();
    Optional<String> limit = known ? dialect.limit(rows) : Optional.empty();
    return by.isPresent() && limit.isPresent()
        ? Optional.of(
            new JdbcSource(
                url, from, options, dialect, schema, filters, by.get() + limit.get(), rows))
        : Optional.empty();
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  public String describe() {
    return "jdbc %s, %s, %s%s".formatted(Connections.plain(url), from, options, first);
  }

  @Override
  public String toString() {
    return describe();
  }
}
