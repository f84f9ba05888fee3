package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.io.merge.SchemaMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Counts and bounds by footers: the pages of these files are no pages at all. */
class MetadataAggregateTest extends OrdersOracle {
  private static String one;
  private static String folders;

  @BeforeAll
  static void overwritePages() throws SQLException, IOException {
    Path copy = folder.resolve("footer.parquet");
    one = duck.parquet(copy, "FROM orders", 4096).toString();
    overwrite(copy);
    Path parts = folder.resolve("parts");
    duck.execute(
        """
        COPY (SELECT *, id %% 3 AS part, CASE WHEN id %% 3 > 0 THEN 'p' || id %% 2 END AS kind
              FROM orders WHERE id < 5000)
        TO '%s' (FORMAT PARQUET, PARTITION_BY (part, kind))
        """
            .formatted(parts));
    try (Stream<Path> files = Files.walk(parts)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        overwrite(file);
      }
    }
    folders = parts.toString();
  }

  /* All but the footer and the magic bytes. */
  private static void overwrite(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - 8);
      int footer = Integer.reverseBytes(bytes.readInt());
      bytes.seek(4);
      bytes.write(new byte[(int) bytes.length() - 8 - footer - 4]);
    }
  }

  @Test
  void ofOneFile() throws SQLException {
    DataFrame rows = readParquet(one);
    check(rows.agg(count()), "SELECT count(*) FROM orders");
    assertThat(rows.count()).isEqualTo(ROWS);
    assertThat(rows.withColumn("two", lit(2)).select("two", "id").count()).isEqualTo(ROWS);
    check(
        rows.select(col("day").as("d"), "moment", "amount", "person", "item", "tax", "price")
            .agg(
                count().as("n"),
                count("d").as("days"),
                count("item").as("items"),
                count("price").as("prices"),
                min("d").as("first"),
                max("d").as("last"),
                min("moment").as("begin"),
                max("amount").as("most"),
                min("person").as("least"),
                max("tax").as("tax")),
        """
        SELECT count(*), count(day), count(item), count(price), min(day), max(day), min(moment),
          max(amount), min(person), max(tax) FROM orders
        """);
    assertThat(rows.agg(count().as("n")).explain()).contains("metadata of parquet");
  }

  @Test
  void ofFolders() throws SQLException {
    DataFrame rows = readParquet(folders);
    String table =
        """
        (SELECT *, id % 3 AS part, CASE WHEN id % 3 > 0 THEN 'p' || id % 2 END AS kind
         FROM orders WHERE id < 5000)
        """;
    check(rows.agg(count(), max("id")), "SELECT count(*), max(id) FROM " + table);
    check(
        rows.filter(col("part").ge(1).and(col("kind").str().endsWith("1"))).agg(count(), min("id")),
        "SELECT count(*), min(id) FROM %s WHERE part >= 1 AND kind LIKE '%%1'".formatted(table));
    check(
        rows.groupBy("kind")
            .agg(
                count().as("n"),
                count("kind").as("k"),
                count("amount").as("a"),
                count().filter(col("part").eq(2)).as("two"),
                max("part").as("part"),
                countDistinct("part").as("parts"),
                max("moment").as("last")),
        """
        SELECT kind, count(*), count(kind), count(amount), count(*) FILTER (part = 2), max(part),
          count(DISTINCT part), max(moment)
        FROM %s GROUP BY kind
        """
            .formatted(table));
    check(rows.distinct("part", "kind"), "SELECT DISTINCT part, kind FROM " + table);
    check(rows.filter(col("part").eq(7)).agg(count(), max("id"), count("id")), "SELECT 0, NULL, 0");
    check(rows.filter(col("part").eq(7)).groupBy("part").count(), "SELECT 1, 1 WHERE false");
  }

  @Test
  void ofFilesThatAreMerged() throws SQLException {
    Path more = folder.resolve("more.parquet");
    duck.parquet(more, "SELECT id, item, 1 AS extra FROM orders WHERE id < 10", 2048);
    check(
        readParquet(List.of(one, more.toString()), SchemaMode.UNION)
            .agg(count(), count("extra"), count("amount"), max("extra"), min("id")),
        """
        SELECT count(*), count(extra), count(amount), max(extra), min(id)
        FROM (FROM orders UNION ALL BY NAME SELECT id, item, 1 AS extra FROM orders WHERE id < 10)
        """);
    check(range(10).agg(count()), "SELECT 10");
  }

  @Test
  void pagesAreReadWhereFootersDoNotTell() {
    DataFrame rows = readParquet(orders);
    for (DataFrame frame :
        List.of(
            rows.agg(count(), sum("id")),
            rows.agg(max("price")),
            rows.agg(max("item")),
            rows.agg(count(col("id").nullIf(3)).as("n")),
            rows.filter(col("id").gt(3)).agg(count()),
            rows.limit(10).agg(count()),
            rows.groupBy("person").count())) {
      assertThat(frame.explain()).doesNotContain("metadata of");
    }
  }
}
