package dev.quern.engine.io.jdbc;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.ScanOrder;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL of one database, as far as databases differ.
 *
 * @param product its name as the driver tells it
 * @param quote what stands around names
 */
record JdbcDialect(String product, String quote) implements Serializable {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

  private static final Set<String> WITH_DATES =
      Set.of("H2", "PostgreSQL", "DuckDB", "MySQL", "MariaDB", "Oracle");
  private static final Set<String> WITH_LIMIT =
      Set.of("H2", "PostgreSQL", "DuckDB", "MySQL", "MariaDB", "SQLite");
  private static final Set<String> WITH_NULLS_FIRST =
      Set.of("H2", "PostgreSQL", "DuckDB", "SQLite", "Oracle");
  private static final Set<String> WITH_CONFLICTS = Set.of("PostgreSQL", "DuckDB", "SQLite");

  /** That of an open database. */
  static JdbcDialect of(Connection connection) throws SQLException {
    return new JdbcDialect(
        connection.getMetaData().getDatabaseProductName(),
        connection.getMetaData().getIdentifierQuoteString().strip());
  }

  /** A name in quotes. */
  String quoted(String name) {
    return quote + name.replace(quote, quote + quote) + quote;
  }

  /** Names in quotes, with commas between them. */
  String quoted(List<String> names) {
    return names.stream().map(this::quoted).collect(Collectors.joining(", "));
  }

  /** Whether dates and timestamps are written as the SQL standard has it. */
  boolean hasDates() {
    return WITH_DATES.contains(product);
  }

  /** What lets a query end after so many rows, if it is known. */
  Optional<String> limit(long rows) {
    if (WITH_LIMIT.contains(product)) {
      return Optional.of(" LIMIT " + rows);
    }
    return product.equals("Oracle")
        ? Optional.of(" FETCH FIRST %d ROWS ONLY".formatted(rows))
        : Optional.empty();
  }

  /** What orders a query, with nulls where they are wanted, if it is known. */
  Optional<String> orderBy(List<ScanOrder> order) {
    if (order.isEmpty()) {
      return Optional.of("");
    }
    return WITH_NULLS_FIRST.contains(product)
        ? Optional.of(
            order.stream()
                .map(
                    key ->
                        "%s %s NULLS %s"
                            .formatted(
                                quoted(key.column()),
                                key.descending() ? "DESC" : "ASC",
                                key.nullsFirst() ? "FIRST" : "LAST"))
                .collect(Collectors.joining(", ", " ORDER BY ", "")))
        : Optional.empty();
  }

  /** A bound of a range as SQL has it. */
  String literal(Object bound) {
    if (!(bound instanceof Long) && !(bound instanceof BigDecimal) && !hasDates()) {
      throw new PlanException(
          "how %s writes dates is not known: partition by numbers, or read a query for each range"
              .formatted(product));
    }
    return switch (bound) {
      case Long number -> number.toString();
      case BigDecimal number -> number.toPlainString();
      case LocalDate day -> "DATE '%s'".formatted(day);
      case LocalDateTime moment -> "TIMESTAMP '%s'".formatted(SECONDS.format(moment));
      case Instant moment ->
          "TIMESTAMP WITH TIME ZONE '%s+00:00'"
              .formatted(SECONDS.format(moment.atOffset(ZoneOffset.UTC)));
      default -> throw new PlanException("no bound of a range: " + bound);
    };
  }

  /**
   * The statement that inserts a row, or with {@code keys} replaces the one that has them.
   *
   * @throws PlanException when that is not known of this database
   */
  String insert(String table, List<String> columns, List<String> keys) {
    String values = String.join(", ", Collections.nCopies(columns.size(), "?"));
    String insert = "INSERT INTO %s (%s) VALUES (%s)".formatted(table, quoted(columns), values);
    if (keys.isEmpty()) {
      return insert;
    }
    if (product.equals("H2")) {
      return "MERGE INTO %s (%s) KEY (%s) VALUES (%s)"
          .formatted(table, quoted(columns), quoted(keys), values);
    }
    List<String> others = columns.stream().filter(column -> !keys.contains(column)).toList();
    if (WITH_CONFLICTS.contains(product)) {
      String action =
          others.isEmpty() ? "NOTHING" : "UPDATE SET " + assigned(others, "EXCLUDED.%1$s");
      return "%s ON CONFLICT (%s) DO %s".formatted(insert, quoted(keys), action);
    }
    if (product.equals("MySQL") || product.equals("MariaDB")) {
      return "%s ON DUPLICATE KEY UPDATE %s"
          .formatted(insert, assigned(others.isEmpty() ? keys : others, "VALUES(%1$s)"));
    }
    throw new PlanException(
        "how %s replaces rows with equal keys is not known: write into a table of its own, and"
                .formatted(product)
            + " merge there");
  }

  private String assigned(List<String> columns, String value) {
    return columns.stream()
        .map(this::quoted)
        .map(column -> column + " = " + value.formatted(column))
        .collect(Collectors.joining(", "));
  }
}
