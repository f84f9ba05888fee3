package dev.quern.engine.function.text;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.util.Arrays;

/** How unlike or alike two texts are, by code points. Keeps its tables from row to row. */
final class Distances {
  private static final double LEAST_RAISED = 0.7;

  private int[] a = new int[32];
  private int[] b = new int[32];
  private int aCount;
  private int bCount;
  private int[] previous = new int[33];
  private int[] current = new int[33];
  private int[] beforePrevious = new int[33];

  private Distances() {}

  /** Insertions, deletions and substitutions. */
  static RowFunction levenshtein() {
    Distances tables = new Distances();
    return (in, out) -> {
      tables.load(in);
      out.set(tables.edits(false));
    };
  }

  /** Those, and swaps of neighbours, none of which is edited again: optimal string alignment. */
  static RowFunction damerau() {
    Distances tables = new Distances();
    return (in, out) -> {
      tables.load(in);
      out.set(tables.edits(true));
    };
  }

  /** Places that differ; null when the lengths do. */
  static RowFunction hamming() {
    Distances tables = new Distances();
    return (in, out) -> {
      tables.load(in);
      tables.places(out);
    };
  }

  /** Distinct characters in both over those in either; 1 of two empty texts. */
  static RowFunction jaccard() {
    Distances tables = new Distances();
    return (in, out) -> {
      tables.load(in);
      out.set(tables.sharedCharacters());
    };
  }

  /**
   * Jaro's similarity; above 0.7 raised for a common beginning of up to 4 by Winkler, if wanted.
   */
  static RowFunction jaro(boolean winkler) {
    Distances tables = new Distances();
    return (in, out) -> {
      tables.load(in);
      double jaro = tables.jaroSimilarity();
      boolean raised = winkler && jaro > LEAST_RAISED;
      out.set(raised ? jaro + tables.commonStart() * 0.1 * (1 - jaro) : jaro);
    };
  }

  private void load(Row in) {
    byte[] first = in.text(0);
    byte[] second = in.text(1);
    if (a.length < in.length(0)) {
      a = new int[2 * in.length(0)];
    }
    if (b.length < in.length(1)) {
      b = new int[2 * in.length(1)];
      previous = new int[b.length + 1];
      current = new int[b.length + 1];
      beforePrevious = new int[b.length + 1];
    }
    aCount = Utf8.decode(first, in.length(0), a);
    bCount = Utf8.decode(second, in.length(1), b);
  }

  private long edits(boolean swaps) {
    for (int j = 0; j <= bCount; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= aCount; i++) {
      current[0] = i;
      for (int j = 1; j <= bCount; j++) {
        boolean same = a[i - 1] == b[j - 1];
        int best = previous[j - 1] + (same ? 0 : 1);
        best = Math.min(best, Math.min(previous[j], current[j - 1]) + 1);
        if (swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          best = Math.min(best, beforePrevious[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] free = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = free;
    }
    return previous[bCount];
  }

  private void places(RowResult out) {
    if (aCount != bCount) {
      out.setNull();
      return;
    }
    long differ = 0;
    for (int i = 0; i < aCount; i++) {
      differ += a[i] == b[i] ? 0 : 1;
    }
    out.set(differ);
  }

  private double sharedCharacters() {
    int distinctA = distinct(a, aCount);
    int distinctB = distinct(b, bCount);
    int shared = 0;
    for (int i = 0, j = 0; i < distinctA && j < distinctB; ) {
      int order = Integer.compare(a[i], b[j]);
      shared += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int either = distinctA + distinctB - shared;
    return either == 0 ? 1 : (double) shared / either;
  }

  private static int distinct(int[] points, int count) {
    Arrays.sort(points, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || points[i] != points[i - 1]) {
        points[kept++] = points[i];
      }
    }
    return kept;
  }

  private double jaroSimilarity() {
    if (aCount == 0 || bCount == 0) {
      return aCount == bCount ? 1 : 0;
    }
    int window = Math.max(0, Math.max(aCount, bCount) / 2 - 1);
    // Characters of b that a character of a was matched with, and the matched ones of a in order.
    Arrays.fill(previous, 0, bCount, 0);
    int matches = 0;
    int[] matched = a.clone();
    for (int i = 0; i < aCount; i++) {
      int to = Math.min(bCount - 1, i + window);
      for (int j = Math.max(0, i - window); j <= to; j++) {
        if (previous[j] == 0 && a[i] == b[j]) {
          previous[j] = 1;
          matched[matches++] = a[i];
          break;
        }
      }
    }
    if (matches == 0) {
      return 0;
    }
    int moved = 0;
    for (int j = 0, k = 0; j < bCount; j++) {
      if (previous[j] != 0) {
        moved += matched[k++] == b[j] ? 0 : 1;
      }
    }
    double m = matches;
    double swapped = Math.floor(moved / 2.0);
    return (m / aCount + m / bCount + (m - swapped) / m) / 3;
  }

  private int commonStart() {
    int most = Math.min(4, Math.min(aCount, bCount));
    int same = 0;
    while (same < most && a[same] == b[same]) {
      same++;
    }
    return same;
  }
}
