package dev.quern.engine.io.jdbc;

import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What filters want in SQL, as far as the database surely keeps every row that they keep: rows are
 * filtered here once more. So text may be compared by a collation of the database, but for equality
 * only, and floats are not compared at all.
 *
 * @param columns the columns whose values are compared there as they are here
 * @param dates whether the database knows dates as SQL writes them
 */
record JdbcFilters(Set<String> columns, boolean dates) implements Serializable {
  private static final Set<String> TEXTS =
      Set.of(
          "char",
          "character",
          "bpchar",
          "varchar",
          "character varying",
          "text",
          "nchar",
          "nvarchar");

  /* SQL has dates of four digits. */
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  /** Those of a query's columns. */
  static JdbcFilters of(ResultSetMetaData query, JdbcDialect dialect) throws SQLException {
    Set<String> columns = new HashSet<>();
    for (int i = 1; i <= query.getColumnCount(); i++) {
      boolean comparable =
          switch (query.getColumnType(i)) {
            case Types.TINYINT,
                Types.SMALLINT,
                Types.INTEGER,
                Types.BIGINT,
                Types.NUMERIC,
                Types.DECIMAL,
                Types.DATE ->
                true;
            case Types.CHAR, Types.VARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGVARCHAR ->
                TEXTS.contains(query.getColumnTypeName(i).toLowerCase(Locale.ROOT));
            default -> false;
          };
      if (comparable) {
        columns.add(query.getColumnLabel(i));
      }
    }
    return new JdbcFilters(columns, dialect.hasDates());
  }

  /** Whether rows are ordered by this field there as they are here: text and floats may not be. */
  boolean orders(Field field) {
    return columns.contains(field.name())
        && (field.type().isInteger()
            || field.type() == DType.DATE
            || field.type() instanceof DecimalType);
  }

  /** The condition that follows from all of {@code predicates}; nothing if none can be sent. */
  Optional<String> sql(
      List<ScanPredicate> predicates, Schema schema, UnaryOperator<String> quoted) {
    String all =
        predicates.stream()
            .flatMap(predicate -> sql(predicate, schema, quoted).stream())
            .collect(Collectors.joining(" AND "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private Optional<String> sql(
      ScanPredicate predicate, Schema schema, UnaryOperator<String> quoted) {
    return switch (predicate) {
      case ColumnPredicate one -> sql(one, schema.field(one.column()), quoted);
      case AnyOf(List<List<ScanPredicate>> branches) -> {
        List<Optional<String>> each =
            branches.stream().map(branch -> sql(branch, schema, quoted)).toList();
        yield each.stream().allMatch(Optional::isPresent)
            ? Optional.of(
                each.stream()
                    .map(branch -> "(" + branch.orElseThrow() + ")")
                    .collect(Collectors.joining(" OR ", "(", ")")))
            : Optional.empty();
      }
    };
  }

  private Optional<String> sql(
      ColumnPredicate predicate, Field field, UnaryOperator<String> quoted) {
    String column = quoted.apply(field.name());
    return switch (predicate.comparison()) {
      case IS_NULL -> Optional.of(column + " IS NULL");
      case IS_NOT_NULL -> Optional.of(column + " IS NOT NULL");
      case EQUAL -> compared(column, "=", predicate.value(), field);
      case NOT_EQUAL -> ordered(column, "<>", predicate.value(), field);
      case LESS -> ordered(column, "<", predicate.value(), field);
      case LESS_OR_EQUAL -> ordered(column, "<=", predicate.value(), field);
      case GREATER -> ordered(column, ">", predicate.value(), field);
      case GREATER_OR_EQUAL -> ordered(column, ">=", predicate.value(), field);
      case IN -> {
        List<Optional<String>> literals =
            ((List<?>) predicate.value()).stream().map(value -> literal(value, field)).toList();
        yield literals.stream().allMatch(Optional::isPresent)
            ? Optional.of(
                literals.stream()
                    .map(Optional::orElseThrow)
                    .collect(Collectors.joining(", ", column + " IN (", ")")))
            : Optional.empty();
      }
      case STARTS_WITH -> Optional.empty();
    };
  }

  /* Text has another order there. */
  private Optional<String> ordered(String column, String operator, Object value, Field field) {
    return field.type() == DType.UTF8 ? Optional.empty() : compared(column, operator, value, field);
  }

  private Optional<String> compared(String column, String operator, Object value, Field field) {
    return literal(value, field).map(literal -> column + " " + operator + " " + literal);
  }

  /** The constant in SQL, if the column is compared with such there as it is here. */
  private Optional<String> literal(Object value, Field field) {
    if (!columns.contains(field.name())) {
      return Optional.empty();
    }
    DType type = field.type();
    return switch (value) {
      case Long number when type.isInteger() -> Optional.of(number.toString());
      case Long day when type == DType.DATE && dates && day >= FIRST_DAY && day <= LAST_DAY ->
          Optional.of("DATE '%s'".formatted(LocalDate.ofEpochDay(day)));
      case BigDecimal decimal when type instanceof DecimalType ->
          Optional.of(decimal.toPlainString());
      // Some databases read a backslash as the beginning of something else.
      case String text when type == DType.UTF8 && text.indexOf('\\') < 0 && text.indexOf(0) < 0 ->
          Optional.of("'" + text.replace("'", "''") + "'");
      default -> Optional.empty();
    };
  }
}
