package dev.quern.bench.data;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.dataframes.WriteOptions;
import dev.quern.scheduler.Session;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TPC-H's lineitem as rows are looked up in it: by its order, by which it is sorted, and by a
 * number that each row has for itself and that neighbours share nothing of. Written by Quern, with
 * indexes of pages and a Bloom filter of that number.
 */
public final class LookupTable {
  /** The column of unsorted numbers. */
  public static final String TOKEN = "l_token";

  /* A prime beyond eight times the highest order. */
  private static final long TOKENS = 67_108_859;
  private static final long FACTOR = 1_000_003;

  private LookupTable() {}

  /** The number of a line of an order. */
  public static long token(long order, long line) {
    return (8 * order + line) * FACTOR % TOKENS;
  }

  /** Writes the rows of {@code lineitem} with their numbers. */
  static void write(Path lineitem, int threads, Path target) throws Exception {
    Path file = Path.of(target + ".parquet");
    try (Session session = Session.local().workers(threads).open()) {
      session.run(
          () ->
              readParquet(lineitem.toString())
                  .withColumn(
                      TOKEN,
                      col("l_orderkey")
                          .times(8)
                          .plus(col("l_linenumber"))
                          .times(FACTOR)
                          .mod(TOKENS))
                  .writeParquet(file.toString(), WriteOptions.DEFAULTS.withBloomFilters(TOKEN)));
    }
    Files.move(file, target);
  }
}
