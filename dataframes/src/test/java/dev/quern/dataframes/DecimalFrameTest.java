package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotients, remainders and roundings of decimals beside {@code BigDecimal}'s. */
class DecimalFrameTest {
  record Row(int id, String a, @Nullable String b) {}

  private static final int ROWS = 80;
  private static final long SEED = 20_261_127;

  private record Pair(BigDecimal a, @Nullable BigDecimal b) {}

  /* Values of all lengths up to the precision, zeros and the greatest among them. */
  private static BigDecimal random(SplittableRandom random, int precision, int scale) {
    BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(precision));
    BigInteger value =
        switch (random.nextInt(12)) {
          case 0 -> BigInteger.ZERO;
          case 1 -> BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
          case 2 -> BigInteger.ONE;
          case 3 -> bound.shiftRight(1);
          default -> new BigInteger(128, new java.util.Random(random.nextLong())).mod(bound);
        };
    return new BigDecimal(random.nextBoolean() ? value : value.negate(), scale);
  }

  private static List<Pair> pairs(int p, int s, int q, int t) {
    SplittableRandom random = new SplittableRandom(SEED + 1000L * p + 100L * s + 10L * q + t);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      pairs.add(new Pair(random(random, p, s), i % 9 == 0 ? null : random(random, q, t)));
    }
    return pairs;
  }

  private static DataFrame frame(List<Pair> pairs, int p, int s, int q, int t) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      BigDecimal b = pairs.get(i).b();
      rows.add(new Row(i, pairs.get(i).a().toPlainString(), b == null ? null : b.toPlainString()));
    }
    return Frames.of(Row.class, rows)
        .toFrame()
        .cast(Map.of("a", DType.decimal(p, s), "b", DType.decimal(q, t)));
  }

  private static Map<String, List<@Nullable Object>> columns(DataFrame frame, Column... columns) {
    Map<String, List<@Nullable Object>> found = new HashMap<>();
    try (Table table = frame.withColumns(columns).sort("id").drop("a", "b").collect()) {
      for (String name : table.schema().names()) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
          values.add(table.get(row, name));
        }
        found.put(name, values);
      }
    }
    return found;
  }

  private static List<@Nullable Object> of(Map<String, List<@Nullable Object>> found, String name) {
    return Objects.requireNonNull(found.get(name));
  }

  private static void check(
      List<@Nullable Object> found,
      List<Pair> pairs,
      BiFunction<BigDecimal, BigDecimal, @Nullable BigDecimal> exact) {
    for (int i = 0; i < pairs.size(); i++) {
      BigDecimal b = pairs.get(i).b();
      BigDecimal expected = b == null || b.signum() == 0 ? null : exact.apply(pairs.get(i).a(), b);
      Object value = found.get(i);
      if (expected == null) {
        assertThat(value).as("%s", pairs.get(i)).isNull();
      } else {
        assertThat(value).isInstanceOf(BigDecimal.class);
        assertThat((BigDecimal) value).as("%s", pairs.get(i)).isEqualByComparingTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9,2,5,1",
    "18,4,18,4",
    "18,0,6,6",
    "15,2,30,3",
    "30,5,20,2",
    "34,0,4,3",
    "20,12,5,0"
  })
  void quotientsAndRemainders(int p, int s, int q, int t) {
    List<Pair> pairs = pairs(p, s, q, t);
    Map<String, List<@Nullable Object>> found =
        columns(
            frame(pairs, p, s, q, t),
            col("a").mod(col("b")).as("mod"),
            col("a").quotient(col("b")).as("whole"));
    check(of(found, "mod"), pairs, BigDecimal::remainder);
    check(of(found, "whole"), pairs, BigDecimal::divideToIntegralValue);
  }

  @ParameterizedTest
  @CsvSource({"9,2,5,1,4", "18,4,9,4,6", "18,0,6,6,0", "15,2,10,3,18", "30,5,5,2,2", "20,12,5,0,3"})
  void quotientsOfSoManyPlaces(int p, int s, int q, int t, int places) {
    List<Pair> pairs = pairs(p, s, q, t);
    Map<String, List<@Nullable Object>> found =
        columns(
            frame(pairs, p, s, q, t),
            col("a").divide(col("b"), places).as("q"),
            col("a").divide(7, places).as("seventh"),
            col("a").divide(0, places).as("none"));
    check(of(found, "q"), pairs, (a, b) -> a.divide(b, places, RoundingMode.HALF_UP));
    BigDecimal seven = BigDecimal.valueOf(7);
    check(
        of(found, "seventh"),
        pairs.stream().map(pair -> new Pair(pair.a(), seven)).toList(),
        (a, b) -> a.divide(b, places, RoundingMode.HALF_UP));
    assertThat(of(found, "none")).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource({"9,2", "18,6", "37,10", "30,30", "38,5"})
  void roundings(int p, int s) {
    List<Pair> pairs = pairs(p, s, 1, 0);
    DataFrame frame = frame(pairs, p, s, 1, 0);
    Map<String, UnaryOperator<BigDecimal>> exact = new HashMap<>();
    List<Column> columns = new ArrayList<>();
    for (int places : new int[] {0, 1, 4}) {
      add(columns, exact, "up" + places, col("a").round(places), places, RoundingMode.HALF_UP);
      add(
          columns,
          exact,
          "even" + places,
          col("a").roundEven(places),
          places,
          RoundingMode.HALF_EVEN);
      add(columns, exact, "trunc" + places, col("a").trunc(places), places, RoundingMode.DOWN);
    }
    if (p < 38) {
      add(columns, exact, "tens", col("a").round(-1), -1, RoundingMode.HALF_UP);
    }
    add(columns, exact, "floor", col("a").floor(), 0, RoundingMode.FLOOR);
    add(columns, exact, "ceil", col("a").ceil(), 0, RoundingMode.CEILING);
    add(columns, exact, "whole", col("a").round(), 0, RoundingMode.HALF_EVEN);
    add(columns, exact, "cut", col("a").trunc(), 0, RoundingMode.DOWN);
    columns.add(col("a").sign().as("sign"));
    columns.add(col("a").abs().as("abs"));
    Map<String, List<@Nullable Object>> found = columns(frame, columns.toArray(Column[]::new));
    for (Map.Entry<String, UnaryOperator<BigDecimal>> each : exact.entrySet()) {
      String name = each.getKey();
      for (int i = 0; i < ROWS; i++) {
        BigDecimal expected = each.getValue().apply(pairs.get(i).a());
        assertThat(of(found, name).get(i)).as(name).isInstanceOf(BigDecimal.class);
        assertThat(expected.compareTo((BigDecimal) Objects.requireNonNull(of(found, name).get(i))))
            .as("%s of %s", name, pairs.get(i).a())
            .isZero();
      }
    }
    for (int i = 0; i < ROWS; i++) {
      assertThat(of(found, "sign").get(i)).isEqualTo(pairs.get(i).a().signum());
      assertThat(of(found, "abs").get(i)).isEqualTo(pairs.get(i).a().abs());
    }
  }

  private static void add(
      List<Column> columns,
      Map<String, UnaryOperator<BigDecimal>> exact,
      String name,
      Column column,
      int places,
      RoundingMode mode) {
    columns.add(column.as(name));
    exact.put(name, value -> places < value.scale() ? value.setScale(places, mode) : value);
  }

  @Test
  void quantilesOfManyDigits() {
    DecimalType type = DType.decimal(30, 5);
    List<Pair> pairs = pairs(30, 5, 30, 5);
    List<BigDecimal> sorted =
        pairs.stream().map(Pair::b).filter(Objects::nonNull).sorted().toList();
    DataFrame frame = frame(pairs, 30, 5, 30, 5);
    for (double share : new double[] {0, 0.1, 0.5, 0.77, 1}) {
      double place = share * (sorted.size() - 1);
      BigDecimal low = sorted.get((int) Math.floor(place));
      BigDecimal high = sorted.get((int) Math.ceil(place));
      double between =
          low.doubleValue()
              + (high.doubleValue() - low.doubleValue()) * (place - Math.floor(place));
      double middle = place == Math.floor(place) ? 0 : 0.5;
      int rank = Math.max(0, (int) Math.ceil(share * sorted.size()) - 1);
      Map<Interpolation, Object> expected =
          Map.of(
              Interpolation.LINEAR,
              between,
              Interpolation.MIDPOINT,
              low.doubleValue() + (high.doubleValue() - low.doubleValue()) * middle,
              Interpolation.LOWER,
              low,
              Interpolation.HIGHER,
              high,
              Interpolation.NEAREST,
              sorted.get((int) Math.rint(place)),
              Interpolation.DISCRETE,
              sorted.get(rank));
      expected.forEach(
          (how, value) -> {
            DataFrame one = frame.agg(quantile("b", share, how).as("q"));
            assertThat(one.schema().field("q").type())
                .isEqualTo(value instanceof Double ? DType.FLOAT64 : type);
            assertThat(AnyMemory.rows(one))
                .as("%s at %s", how, share)
                .isEqualTo(DuckOracle.plainRows(List.of(new ArrayList<>(List.of(value)))));
          });
    }
    try (Table all = frame.describe().collect();
        Table window = frame.select(median("b").over(partitionBy()).as("m")).collect();
        Table none = frame.limit(0).agg(median("b").as("m")).collect()) {
      double median = (double) Objects.requireNonNull(all.get(6, "b"));
      assertThat(window.get(3, "m")).isEqualTo(median);
      assertThat(none.get(0, "m")).isNull();
    }
  }

  @Test
  void typesOfResults() {
    DataFrame frame = frame(pairs(12, 4, 7, 2), 12, 4, 7, 2);
    Map<DType, Column> columns =
        Map.of(
            DType.decimal(9, 4),
            col("a").mod(col("b")),
            DType.decimal(10, 0),
            col("a").quotient(col("b")),
            DType.decimal(16, 6),
            col("a").divide(col("b"), 6),
            DType.decimal(11, 2),
            col("a").trunc(2),
            DType.decimal(9, 0),
            col("a").floor(),
            DType.INT32,
            col("a").sign(),
            DType.FLOAT64,
            col("a").divide(col("b")));
    columns.forEach(
        (type, column) ->
            assertThat(frame.select(column.as("v")).schema().field("v").type()).isEqualTo(type));
  }

  @Test
  void whatDoesNotFitIsAnError() {
    List<Pair> most =
        List.of(new Pair(new BigDecimal("99999999999999999999999999999999999999"), BigDecimal.ONE));
    DataFrame frame = frame(most, 38, 0, 38, 0);
    for (Column column : List.of(col("a").round(-1), col("a").divide(col("b"), 2))) {
      assertThatThrownBy(() -> columns(frame, column.as("v")))
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseInstanceOf(ComputeException.class)
          .rootCause()
          .hasMessageContaining("does not fit");
    }
    assertThatThrownBy(() -> frame.select(col("a").divide(1.5, 2)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("of decimals and integers");
    assertThatThrownBy(() -> frame.select(col("a").divide(col("b"), 39)))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.select(col("a").round(-39))).isInstanceOf(PlanException.class);
  }
}
