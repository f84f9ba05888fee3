package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Signed numbers around 0, and the same ones moved up by half of the range of an unsigned type, so
 * that the sign bit is set in half of them: whatever goes by their order gives the same rows.
 */
class UnsignedOrderTest {
  private static final long SEED = 20_261_129;
  private static final int ROWS = 1_200;

  record Row(int id, int k, @Nullable Long v) {}

  /** What is asked of a column; what is not a number of a row is a value of the column. */
  private record Question(Function<DataFrame, DataFrame> of, boolean isOfValues) {}

  private static final List<Row> DATA = data();

  private static List<Row> data() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      Long v = random.nextInt(9) == 0 ? null : (Long) (random.nextLong(256) - 128);
      rows.add(new Row(id, random.nextInt(7), v));
    }
    return rows;
  }

  private static Map<String, Question> questions() {
    Map<String, Question> questions = new LinkedHashMap<>();
    put(questions, "sort", f -> f.sort("v", "id").select("id"));
    put(questions, "top", f -> f.topK(50, desc("v"), "id").select("id"));
    put(questions, "top of groups", f -> f.groupBy("k").top(3, "v", "id").select("id", "k"));
    put(questions, "rank", f -> f.select("id", denseRank().over(orderBy(desc("v"))).as("n")));
    put(questions, "range", f -> range(f, partitionBy("k").orderBy("v").range(-3, 5)));
    put(questions, "range down", f -> range(f, partitionBy("k").orderBy(desc("v")).range(-2, 0)));
    put(
        questions,
        "extremes",
        f ->
            f.groupBy("k")
                .agg(
                    argMin("id", "v").as("least"),
                    argMax("id", "v").as("greatest"),
                    countDistinct("v").as("n")));
    put(
        questions,
        "groups",
        f -> f.groupBy("v").agg(count().as("n"), min("id").as("id")).drop("v"));
    put(
        questions,
        "range join",
        f ->
            f.filter(col("id").lt(400))
                .join(right(f), on(col("v").lt(col("w"))), JoinKind.SEMI)
                .select("id"));
    put(
        questions,
        "interval join",
        f ->
            f.filter(col("id").lt(300))
                .join(
                    right(f),
                    on(col("v").gt(col("w")).and(col("id").plus(ROWS - 200).gt(col("other")))))
                .select("id", "other"));
    put(
        questions,
        "equal keys and a range",
        f ->
            f.filter(col("id").lt(300))
                .join(right(f), on("k", "key").where(col("v").ge(col("w"))))
                .select("id", "other"));
    put(
        questions,
        "equal keys",
        f -> f.join(right(f), on("v", "w"), JoinKind.LEFT).select("id", "other"));
    put(
        questions,
        "as of",
        f ->
            f.dropNulls("v")
                .asofJoin(right(f).dropNulls("w"), AsOf.nearest("v").rightOn("w"))
                .select("id", "other"));
    putValues(questions, "min", min("v"));
    putValues(questions, "max", max("v"));
    putValues(questions, "mode", mode("v"));
    putValues(questions, "first", first("v"));
    putValues(questions, "quantile", quantile("v", 0.3, Interpolation.LOWER));
    putValues(questions, "approximate quantile", approxQuantile("v", 0.7));
    putValues(questions, "value at", argMax("v", "id"));
    questions.put("least of a list", ofList(lists -> lists.list().min()));
    questions.put("greatest of a list", ofList(lists -> lists.list().max()));
    return questions;
  }

  private static void put(
      Map<String, Question> questions, String name, Function<DataFrame, DataFrame> of) {
    questions.put(name, new Question(of, false));
  }

  private static void putValues(
      Map<String, Question> questions, String name, Aggregation aggregation) {
    questions.put(
        name,
        new Question(
            f -> f.groupBy("k").agg(aggregation.as("value")).sort("k").select("value"), true));
  }

  private static Question ofList(Function<Column, Column> function) {
    return new Question(
        f ->
            f.groupBy("k")
                .agg(collectList("v").as("list"))
                .sort("k")
                .select(function.apply(col("list")).as("value")),
        true);
  }

  private static DataFrame range(DataFrame frame, Window window) {
    return frame.select("id", count("v").over(window).as("n"), sum("id").over(window).as("ids"));
  }

  private static DataFrame right(DataFrame frame) {
    return frame
        .filter(col("id").ge(ROWS - 200))
        .select(col("id").as("other"), col("k").as("key"), col("v").as("w"));
  }

  private static List<List<@Nullable Object>> rows(
      DataFrame frame, Question question, @Nullable BigInteger offset, Session session) {
    try (Table table = question.of().apply(frame).collect(session)) {
      List<List<@Nullable Object>> rows = DuckOracle.rows(table);
      if (question.isOfValues() && offset != null) {
        for (List<@Nullable Object> row : rows) {
          row.replaceAll(
              value -> new BigInteger(String.valueOf(value)).subtract(offset).longValueExact());
        }
      }
      return question.isOfValues() ? rows : DuckOracle.sorted(rows);
    }
  }

  @Test
  void goByTheirOrder() {
    DataFrame signed = of(Row.class, DATA).toFrame();
    try (Session alone = Session.local().workers(1).memory("256m").open();
        Session several = Session.local().workers(3).memory("256m").open()) {
      questions()
          .forEach(
              (what, question) -> {
                var expected = rows(signed, question, null, several);
                assertThat(expected).as(what).isNotEmpty();
                for (DType type : List.of(DType.UINT8, DType.UINT64)) {
                  BigInteger half = BigInteger.ONE.shiftLeft(8 * type.byteWidth() - 1);
                  DataFrame unsigned = signed.withColumn("v", moved(half, type));
                  Session session = type == DType.UINT8 ? alone : several;
                  assertThat(rows(unsigned, question, half, session))
                      .as("%s of %s", what, type)
                      .isEqualTo(expected);
                }
              });
    }
  }

  private static Column moved(BigInteger half, DType type) {
    return col("v").cast(DType.decimal(20, 0)).plus(new BigDecimal(half)).cast(type);
  }
}
