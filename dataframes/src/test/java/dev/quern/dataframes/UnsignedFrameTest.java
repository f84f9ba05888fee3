package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.json.JsonOptions;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users see of unsigned integers: literals, arithmetic, casts, records and text. */
class UnsignedFrameTest {
  private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final Map<String, DType> TYPES =
      Map.of("a", DType.UINT8, "b", DType.UINT16, "c", DType.UINT32, "d", DType.UINT64);

  @TempDir Path folder;

  record Row(short a, int b, long c, @Nullable BigInteger d) {}

  record AsDecimal(int a, BigDecimal d) {}

  private static final List<Row> ROWS =
      List.of(
          new Row((short) 3, 5, 7, BigInteger.ONE),
          new Row((short) 255, 65_535, 4_294_967_295L, MOST),
          new Row((short) 128, 32_768, 2_147_483_648L, null));

  private static DataFrame rows() {
    return of(Row.class, ROWS)
        .toFrame()
        .select(
            col("a").cast(DType.UINT8).as("a"),
            col("b").cast(DType.UINT16).as("b"),
            col("c").cast(DType.UINT32).as("c"),
            col("d").cast(DType.UINT64).as("d"));
  }

  private static Object one(Column column) {
    try (Table table = rows().limit(1).select(column.as("x")).collect()) {
      Object value = table.get(0, "x");
      return value == null ? "null" : value;
    }
  }

  @Test
  void recordsHoldThemInWiderTypes() {
    assertThat(rows().schema().toString())
        .contains("a: uint8", "b: uint16", "c: uint32", "d: uint64");
    assertThat(rows().toRecords(Row.class)).isEqualTo(ROWS);
    assertThat(rows().limit(1).toRecords(AsDecimal.class))
        .containsExactly(new AsDecimal(3, BigDecimal.ONE));
    DataFrame large = of(Row.class, ROWS).toFrame();
    assertThat(large.schema().field("d").type()).isEqualTo(DType.decimal(38, 0));
    assertThat(large.toRecords(Row.class)).isEqualTo(ROWS);
    record Narrow(byte a) {}
    assertThatThrownBy(() -> rows().select("a").toRecords(Narrow.class))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("uint8");
  }

  @Test
  void arithmeticNeverWraps() {
    assertThat(one(col("a").minus(col("b").cast(DType.UINT8)))).isEqualTo((short) -2);
    assertThat(one(col("b").minus(6))).isEqualTo(-1);
    assertThat(one(col("c").negate())).isEqualTo(-7L);
    assertThat(one(col("d").minus(col("c")))).isEqualTo(new BigDecimal(-6));
    assertThat(one(col("a").times(2.5))).isEqualTo(7.5);
    assertThat(one(col("a").divide(col("b")))).isEqualTo(0.6);
    assertThat(one(col("b").mod(col("a")))).isEqualTo(2);
    assertThat(one(lit(MOST).cast(DType.UINT64).plus(col("d"))))
        .isEqualTo(new BigDecimal(MOST.add(BigInteger.ONE)));
    assertThatThrownBy(() -> rows().select(col("d").mod(3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast it to int64 first");
    assertThatThrownBy(() -> rows().select(col("c").quotient(col("d"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast it to int64 first");
  }

  @Test
  void castsAreCheckedAndPrintWithoutASign() {
    assertThat(one(lit(MOST).cast(DType.UINT64).cast(DType.UTF8))).isEqualTo(MOST.toString());
    assertThat(one(lit(" 18446744073709551615 ").cast(DType.UINT64))).isEqualTo(MOST);
    assertThat(one(lit("18446744073709551616").tryCast(DType.UINT64))).isEqualTo("null");
    assertThat(one(lit("-1").tryCast(DType.UINT16))).isEqualTo("null");
    assertThat(one(lit(256).tryCast(DType.UINT8))).isEqualTo("null");
    assertThat(one(lit(-0.5).cast(DType.UINT32))).isEqualTo(0L);
    assertThat(one(lit(1.8e19).cast(DType.UINT64)))
        .isEqualTo(new BigInteger("18000000000000000000"));
    assertThat(one(lit(MOST).cast(DType.UINT64).cast(DType.FLOAT32))).isEqualTo((float) 0x1p64);
    assertThatThrownBy(() -> one(col("a").minus(10).cast(DType.UINT8)))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("-7")
        .hasMessageContaining("uint8");
    assertThatThrownBy(() -> rows().select(col("d").cast(DType.INT64)).collect())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining(MOST.toString());
  }

  @Test
  void constantsTakeTheTypeOfTheColumnBesideThem() {
    assertThat(rows().filter(col("a").gt(127)).count()).isEqualTo(2);
    assertThat(rows().filter(col("a").gt(-1)).count()).isEqualTo(3);
    assertThat(rows().filter(col("a").lt(256)).count()).isEqualTo(3);
    assertThat(rows().filter(col("c").between(5, 2_147_483_648L)).count()).isEqualTo(2);
    assertThat(rows().filter(col("d").eq(MOST)).count()).isEqualTo(1);
    assertThat(rows().filter(col("d").ge(new BigDecimal("1.5"))).count()).isEqualTo(1);
    assertThat(rows().filter(col("d").in(1, 2, 3, 4, 5, 6, MOST)).count()).isEqualTo(2);
    assertThat(one(coalesce(col("d").nullIf(1), 9))).isEqualTo(BigInteger.valueOf(9));
  }

  @Test
  void describedAndShown() {
    try (Table table = rows().describe().collect()) {
      assertThat(table.text(20)).contains("255.0000", "65535.00", "1.8447e+19");
    }
    try (Table table = rows().collect()) {
      assertThat(table.text(20)).contains("uint64", MOST.toString());
      assertThat(table.longs("c")).containsExactly(7, 4_294_967_295L, 2_147_483_648L);
      assertThatThrownBy(() -> table.longs("d")).isInstanceOf(PlanException.class);
    }
  }

  @Test
  void textThatIsDeclaredComesBack() throws IOException {
    Path csv = folder.resolve("rows.csv");
    rows().writeCsv(csv.toString());
    assertThat(Files.readString(csv))
        .isEqualTo(
            "a,b,c,d\n3,5,7,1\n255,65535,4294967295,18446744073709551615\n128,32768,2147483648,\n");
    DataFrame fromCsv = readCsv(csv.toString(), CsvOptions.DEFAULTS.withTypes(TYPES));
    assertThat(fromCsv.toRecords(Row.class)).isEqualTo(ROWS);
    Path json = folder.resolve("rows.jsonl");
    rows().writeJson(json.toString());
    assertThat(Files.readString(json)).contains("\"d\":18446744073709551615");
    DataFrame fromJson =
        readJson(json.toString(), JsonOptions.DEFAULTS.withSchema(rows().schema()));
    assertThat(fromJson.toRecords(Row.class)).isEqualTo(ROWS);
    for (String bad : List.of("-1", "18446744073709551616", "1e3", "99999999999999999999999")) {
      Files.writeString(csv, "d\n" + bad + "\n");
      DataFrame broken =
          readCsv(csv.toString(), CsvOptions.DEFAULTS.withTypes(Map.of("d", DType.UINT64)));
      assertThatThrownBy(broken::collect).as(bad).hasMessageContaining(bad);
    }
  }

  @Test
  void foldersAndFilesOfSeveralTypes() {
    String byA = folder.resolve("byA").toString();
    rows().writeParquet(byA, WriteOptions.DEFAULTS.withPartitionBy("a"));
    DataFrame back = readParquet(byA).sort("a");
    assertThat(back.schema().field("d").type()).isEqualTo(DType.UINT64);
    try (Table table = back.collect()) {
      assertThat(table.longs("a")).containsExactly(3, 128, 255);
    }
    DataFrame signed = rows().select(lit(-1).cast(DType.INT8).as("a"));
    try (Table table = rows().select("a").union(signed).collect()) {
      assertThat(table.schema().field("a").type()).isEqualTo(DType.INT16);
      assertThat(table.longs("a")).containsExactly(3, 255, 128, -1, -1, -1);
    }
  }
}
