package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.map;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.dataframes.DataFrame;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.type.DType;
import java.util.Locale;

/**
 * A function that a user writes, of a text and two numbers: the letters and digits of the text in
 * lower case are summed up, and a branch decides what is made of them and the numbers.
 */
public final class UserScore {
  private UserScore() {}

  /** How many rows there are, the sum of their scores and the greatest one. */
  public static DataFrame summary(DataFrame rows) {
    return rows.withColumn(
            "score", map(DType.FLOAT64, UserScore::score, col("s2"), col("v"), col("x")))
        .agg(count().as("n"), sum("score").as("sum"), max("score").as("max"));
  }

  /** What the user writes for Quern: bytes in UTF-8, primitives, no object. */
  private static void score(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long letters = 0;
    for (int i = 0; i < length; i++) {
      int c = text[i];
      if (c >= 'A' && c <= 'Z') {
        letters += c + 32;
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        letters += c;
      }
    }
    long v = in.integer(1);
    double x = in.real(2);
    out.set(v % 3 == 0 ? x * 2 + letters : x - letters);
  }

  /** The same for strings, as one writes it where rows are objects. */
  public static double of(String text, long v, double x) {
    String clean = text.toLowerCase(Locale.ROOT);
    long letters = 0;
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        letters += c;
      }
    }
    return v % 3 == 0 ? x * 2 + letters : x - letters;
  }
}
