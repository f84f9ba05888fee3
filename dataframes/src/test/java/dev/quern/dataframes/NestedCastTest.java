package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.merge.SchemaMode;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Casts of lists and structs, and what they meet in, beside DuckDB's answers. */
class NestedCastTest {
  private static final String ROWS =
      """
      SELECT i::INTEGER AS i,
             CASE WHEN i % 7 = 0 THEN NULL
                  ELSE list_transform(range(i % 4), lambda x: CASE WHEN (i + x) % 5 = 0 THEN NULL
                                      ELSE (x * 100 - i)::INTEGER END) END AS n,
             list_transform(range(i % 3), lambda x:
                  CASE WHEN x = 1 THEN 'word' ELSE (i * x)::VARCHAR END) AS t,
             CASE WHEN i % 5 = 0 THEN NULL
                  ELSE {'a': i::INTEGER, 'b': CASE WHEN i % 4 = 0 THEN NULL ELSE i / 4 END,
                        'l': [{'x': i::SMALLINT}, NULL]} END AS s
      FROM range(200) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("casts.parquet"), ROWS, 128);
  }

  @Test
  void castsElementsAndFields() throws Exception {
    DType wide =
        DType.struct(
            Field.of("b", DType.UTF8),
            Field.of("a", DType.INT64),
            Field.of("l", DType.list(DType.struct(Field.of("x", DType.FLOAT64)))));
    file.check(
        file.rows()
            .select(
                col("n").cast(DType.list(DType.INT64)).as("n"),
                col("n").cast(DType.list(DType.UTF8)).as("t"),
                col("s").cast(wide).as("s"),
                listOf(col("n")).cast(DType.list(DType.list(DType.FLOAT64))).as("nn")),
        """
        SELECT n::BIGINT[], n::VARCHAR[],
               CASE WHEN s IS NULL THEN NULL ELSE {'b': s.b::VARCHAR, 'a': s.a::BIGINT,
                 'l': list_transform(s.l, lambda e: e::STRUCT(x DOUBLE))} END,
               [n::DOUBLE[]] FROM r\
        """);
  }

  @Test
  void triesElementByElement() throws Exception {
    file.check(
        file.rows()
            .select(
                col("t").tryCast(DType.list(DType.INT32)).as("t"),
                col("n").tryCast(DType.list(DType.INT8)).as("n")),
        "SELECT TRY_CAST(t AS INTEGER[]), TRY_CAST(n AS TINYINT[]) FROM r");
    assertThatThrownBy(() -> file.rows().select(col("t").cast(DType.list(DType.INT32))).collect())
        .hasRootCauseInstanceOf(ComputeException.class)
        .hasMessageContaining("'word' of t[] (utf8) does not fit int32");
    assertThatThrownBy(
            () ->
                file.rows()
                    .select(col("s").cast(DType.struct(Field.of("a", DType.INT8))).as("s"))
                    .filter(col("s").isNotNull())
                    .collect())
        .hasRootCauseInstanceOf(ComputeException.class)
        .hasMessageContaining("of s.a (int32) does not fit int8");
  }

  @Test
  void fieldsAreFoundByName() throws Exception {
    DType other = DType.struct(Field.of("new", DType.UTF8), Field.of("a", DType.INT32));
    file.check(
        file.rows().select(col("s").cast(other).as("s")),
        """
        SELECT CASE WHEN s IS NULL THEN NULL ELSE {'new': NULL::VARCHAR, 'a': s.a} END FROM r\
        """);
    assertThatThrownBy(
            () -> file.rows().select(col("s").cast(DType.struct(Field.of("z", DType.INT32)))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cannot be cast");
  }

  @Test
  void unionsWidenWhatIsNested() throws Exception {
    DataFrame narrow = file.rows().select("i", "n", "s");
    DataFrame wide =
        file.rows()
            .select(
                col("i"),
                col("n").cast(DType.list(DType.INT64)).as("n"),
                structOf(col("i").cast(DType.INT64).as("a"), lit("x").as("more")).as("s"));
    DataFrame both = narrow.union(wide);
    assertThat(both.schema().field("s").type())
        .hasToString("struct(a: int64, b: float64, l: list(struct(x: int16)), more: utf8)");
    file.check(
        both,
        """
        SELECT i, n::BIGINT[] AS n, CASE WHEN s IS NULL THEN NULL
               ELSE {'a': s.a::BIGINT, 'b': s.b, 'l': s.l, 'more': NULL::VARCHAR} END FROM r
        UNION ALL SELECT i, n, {'a': i::BIGINT, 'b': NULL, 'l': NULL, 'more': 'x'} FROM r\
        """);
  }

  @Test
  void filesWhoseFieldsDifferAreOneTable() throws Exception {
    Path files = folder.resolve("evolved");
    Files.createDirectory(files);
    file.rows().select(col("i"), col("n")).writeParquet(files.resolve("a.parquet").toString());
    file.rows()
        .select(col("i"), col("n").cast(DType.list(DType.INT64)).as("n"))
        .writeParquet(files.resolve("b.parquet").toString());
    file.check(
        readParquet(List.of(files.toString()), SchemaMode.UNION)
            .filter(col("n").list().length().gt(2)),
        """
        SELECT i, n::BIGINT[] FROM r WHERE len(n) > 2
        UNION ALL SELECT i, n::BIGINT[] FROM r WHERE len(n) > 2\
        """);
  }

  @Test
  void comparesAndJoinsAcrossWidths() throws Exception {
    DataFrame few =
        file.rows()
            .filter(col("i").lt(9))
            .select(col("n").cast(DType.list(DType.INT64)).as("k"), col("i").as("j"));
    file.check(
        file.rows().select("i", "n").join(few, on("n", "k")).select("i", "j").sort("i", "j"),
        "SELECT r.i, o.i FROM r JOIN r o ON o.n = r.n AND o.i < 9 ORDER BY r.i, o.i");
    file.check(
        file.rows().select(col("n").eq(listOf(lit(-1), lit(99))).as("eq"), col("i")),
        "SELECT n = [-1, 99], i FROM r");
    assertThatThrownBy(() -> file.rows().filter(col("s").eq(structOf(col("i").as("a")))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the same fields");
  }
}
