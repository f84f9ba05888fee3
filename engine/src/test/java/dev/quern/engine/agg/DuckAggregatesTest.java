package dev.quern.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomColumns;
import dev.quern.engine.chunk.RandomColumns.Shape;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same aggregates by DuckDB: nulls, NaN and empty groups as in SQL. */
@ExtendWith(LeakCheck.class)
class DuckAggregatesTest {
  private static final Map<String, AggregateFunction> FUNCTIONS =
      new TreeMap<>(
          Map.of(
              "count(%s)", AggregateFunction.COUNT,
              "count(distinct %s)", AggregateFunction.COUNT_DISTINCT,
              "sum(%s)", AggregateFunction.SUM,
              "avg(%s)", AggregateFunction.MEAN,
              "min(%s)", AggregateFunction.MIN,
              "max(%s)", AggregateFunction.MAX,
              "var_samp(%s)", AggregateFunction.VARIANCE,
              "stddev_pop(%s)", new Variance(0, true)));

  private static final Map<DType, String> TYPES =
      Map.of(
          DType.INT32,
          "integer",
          DType.INT64,
          "bigint",
          DType.FLOAT64,
          "double",
          DType.decimal(18, 3),
          "decimal(18, 3)",
          DType.DATE,
          "date",
          DType.BOOL,
          "boolean",
          DType.UTF8,
          "varchar");

  @Test
  void aggregatesByAKeyWithNullsAreDuckDbs(MemoryBudget budget) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      for (DType type : TYPES.keySet()) {
        for (long seed = 0; seed < 3; seed++) {
          compare(budget, duck, type, seed);
        }
      }
    }
  }

  private static void compare(MemoryBudget budget, Connection duck, DType type, long seed)
      throws SQLException {
    SplittableRandom random = new SplittableRandom(seed);
    List<@Nullable Object> keys = RandomColumns.values(random, DType.UTF8, 300, Shape.FEW, 0.2);
    List<@Nullable Object> values =
        RandomColumns.values(random, type, 300, seed == 0 ? Shape.FEW : Shape.MANY, 0.3);
    List<Aggregate> aggregates = new ArrayList<>(List.of(Aggregate.countAll("n")));
    List<String> calls = new ArrayList<>(List.of("count(*)"));
    FUNCTIONS.forEach(
        (sql, function) -> {
          if (type.isNumeric() || !needsNumbers(function)) {
            aggregates.add(Aggregate.of("a" + aggregates.size(), function, 1));
            calls.add(sql.formatted("x"));
          }
        });
    Schema schema = Schema.of(Field.of("k", DType.UTF8), Field.of("x", type));
    Map<String, List<@Nullable Object>> ours = new TreeMap<>();
    try (HashAggregator aggregator = new HashAggregator(budget, schema, List.of(0), aggregates)) {
      List<ColumnVector> columns =
          List.of(
              RandomColumns.dictionary(budget, DType.UTF8, keys, new Random(seed)),
              RandomColumns.flat(budget, type, values));
      try (Batch batch = Batch.of(schema, 300, columns)) {
        aggregator.consume(batch);
      }
      try (Batch result = aggregator.finish(budget)) {
        for (List<@Nullable Object> row : BatchRows.toRows(result)) {
          ours.put(String.valueOf(row.getFirst()), row.subList(1, row.size()));
        }
      }
    }
    Map<String, List<@Nullable Object>> theirs = query(duck, type, keys, values, calls);
    assertThat(ours.keySet()).isEqualTo(theirs.keySet());
    for (String key : ours.keySet()) {
      for (int i = 0; i < calls.size(); i++) {
        same(
            ours.getOrDefault(key, List.of()).get(i),
            theirs.getOrDefault(key, List.of()).get(i),
            "%s of %s, group %s, seed %d".formatted(calls.get(i), type, key, seed));
      }
    }
  }

  private static boolean needsNumbers(AggregateFunction function) {
    return function instanceof Variance
        || function.equals(AggregateFunction.SUM)
        || function.equals(AggregateFunction.MEAN);
  }

  private static Map<String, List<@Nullable Object>> query(
      Connection duck,
      DType type,
      List<@Nullable Object> keys,
      List<@Nullable Object> values,
      List<String> calls)
      throws SQLException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      rows.append(i == 0 ? "" : ",")
          .append("(%s, %s)".formatted(literal(keys.get(i)), literal(values.get(i))));
    }
    try (Statement statement = duck.createStatement()) {
      statement.execute("create or replace table t (k varchar, x %s)".formatted(TYPES.get(type)));
      statement.execute("insert into t values " + rows);
      Map<String, List<@Nullable Object>> result = new TreeMap<>();
      String sql = "select k, %s from t group by k".formatted(String.join(", ", calls));
      try (ResultSet set = statement.executeQuery(sql)) {
        while (set.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int i = 0; i < calls.size(); i++) {
            row.add(set.getObject(i + 2));
          }
          result.put(String.valueOf(set.getString(1)), row);
        }
      }
      return result;
    }
  }

  private static String literal(@Nullable Object value) {
    Function<String, String> hex =
        text -> text.chars().mapToObj("chr(%d)"::formatted).collect(Collectors.joining(" || "));
    return switch (value) {
      case null -> "null";
      case String text -> text.isEmpty() ? "''" : hex.apply(text);
      case Double d -> "'%s'::double".formatted(d);
      case LocalDate date -> "date '1970-01-01' + (%d)".formatted(date.toEpochDay());
      default -> value.toString();
    };
  }

  private static void same(@Nullable Object ours, @Nullable Object theirs, String what) {
    if (ours == null || theirs == null) {
      assertThat(ours).as(what).isEqualTo(theirs);
    } else if (ours instanceof Double d && Double.isFinite(d)) {
      double wanted = ((Number) theirs).doubleValue();
      assertThat(d).as(what).isCloseTo(wanted, within(1e-9 * Math.max(1, Math.abs(wanted))));
    } else if (ours instanceof Double && theirs instanceof Number number) {
      assertThat(ours).as(what).isEqualTo(number.doubleValue());
    } else if (ours instanceof Number && theirs instanceof Number) {
      assertThat(new BigDecimal(ours.toString()))
          .as(what)
          .isEqualByComparingTo(new BigDecimal(theirs.toString()));
    } else {
      assertThat(ours.toString()).as(what).isEqualTo(theirs.toString());
    }
  }
}
