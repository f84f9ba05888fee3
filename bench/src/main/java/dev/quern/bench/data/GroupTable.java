package dev.quern.bench.data;

import dev.quern.bench.harness.Progress;
import dev.quern.bench.peer.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SplittableRandom;

/**
 * The table {@code G1_ROWS_GROUPS_0_0} of the h2o.ai database benchmark as CSV, from its published
 * definition: uniform keys, no nulls, not sorted. The distributions are those of the original, the
 * random stream is not.
 *
 * <pre>
 * id1, id2   id001 .. idKKK        id4, id5   1 .. K          v1   1 .. 5      v3   0 .. 100, six decimals
 * id3        id0000000001 .. N/K   id6        1 .. N/K        v2   1 .. 15
 * </pre>
 *
 * @param rows N
 * @param groups K
 */
record GroupTable(int rows, int groups) {
  private static final long SEED = 108;
  private static final int MILLION = 1_000_000;

  String fileName() {
    return "G1_%s_%s_0_0.csv".formatted(power(rows), power(groups));
  }

  void write(Path target, Progress progress) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int many = rows / groups;
    try (DigitWriter out = new DigitWriter(Files.newOutputStream(target))) {
      out.text("id1,id2,id3,id4,id5,id6,v1,v2,v3\n");
      for (int row = 0; row < rows; row++) {
        id(out, random, groups, 3);
        id(out, random, groups, 3);
        id(out, random, many, 10);
        number(out, random, groups);
        number(out, random, groups);
        number(out, random, many);
        number(out, random, 5);
        number(out, random, 15);
        decimal(out, random.nextInt(100 * MILLION));
        if (row % MILLION == 0) {
          progress.say("generating %s: %d %%".formatted(fileName(), 100L * row / rows));
        }
      }
    }
  }

  /** Writes the rows of a CSV file of this kind as Parquet. */
  static void recode(Path csv, Path target) throws SQLException {
    try (DuckDb duckDb = DuckDb.open(2)) {
      duckDb.execute(
          """
          COPY (SELECT * FROM read_csv(%s, header = true, columns = {
              'id1': 'VARCHAR', 'id2': 'VARCHAR', 'id3': 'VARCHAR', 'id4': 'INTEGER',
              'id5': 'INTEGER', 'id6': 'INTEGER', 'v1': 'INTEGER', 'v2': 'INTEGER',
              'v3': 'DOUBLE'}))
          TO %s (FORMAT parquet, COMPRESSION zstd)\
          """
              .formatted(DuckDb.quoted(csv), DuckDb.quoted(target)));
    }
  }

  private static void id(DigitWriter out, SplittableRandom random, int most, int width)
      throws IOException {
    out.text("id");
    out.padded(1 + random.nextInt(most), width);
    out.text(",");
  }

  private static void number(DigitWriter out, SplittableRandom random, int most)
      throws IOException {
    out.padded(1 + random.nextInt(most), 1);
    out.text(",");
  }

  /* Without zeros at the end, as R prints it. */
  private static void decimal(DigitWriter out, int millionths) throws IOException {
    out.padded(millionths / MILLION, 1);
    int fraction = millionths % MILLION;
    int width = 6;
    while (fraction != 0 && fraction % 10 == 0) {
      fraction /= 10;
      width--;
    }
    if (fraction != 0) {
      out.text(".");
      out.padded(fraction, width);
    }
    out.text("\n");
  }

  private static String power(int number) {
    return "%.0e".formatted((double) number).replaceFirst("e\\+0?", "e");
  }
}
