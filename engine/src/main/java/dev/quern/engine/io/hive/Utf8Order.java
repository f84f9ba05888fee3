package dev.quern.engine.io.hive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The order of text in columns: by unsigned bytes, which Java's own is not beyond 16 bits. */
final class Utf8Order {
  private Utf8Order() {}

  static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
