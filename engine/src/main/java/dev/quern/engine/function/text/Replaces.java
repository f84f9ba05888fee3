package dev.quern.engine.function.text;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.util.Arrays;

/**
 * Texts with something put in place of something else. Where nothing is found, nothing is copied.
 */
final class Replaces {
  private Replaces() {}

  static void all(Row in, RowResult out) {
    replace(in, out, Integer.MAX_VALUE);
  }

  static void first(Row in, RowResult out) {
    replace(in, out, 1);
  }

  /** An empty needle is nowhere. */
  private static void replace(Row in, RowResult out, int most) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] needle = in.text(1);
    int size = in.length(1);
    int at = size == 0 ? -1 : Utf8.find(text, 0, length, needle, size);
    if (at < 0) {
      out.slice(0, length);
      return;
    }
    byte[] other = in.text(2);
    int otherSize = in.length(2);
    int from = 0;
    for (int left = most; at >= 0 && left > 0; left--) {
      out.append(text, from, at);
      out.append(other, 0, otherSize);
      from = at + size;
      at = Utf8.find(text, from, length, needle, size);
    }
    out.append(text, from, length);
  }

  /**
   * Each character of the second text becomes the one at the same place of the third, or nothing
   * when there is none there.
   */
  static RowFunction translate(Known known) {
    int[] from = known.text(1).codePoints().toArray();
    int[] to = known.text(2).codePoints().toArray();
    int[] ascii = new int[128];
    Arrays.setAll(ascii, point -> mapped(point, from, to));
    return (in, out) -> {
      byte[] text = in.text(0);
      int length = in.length(0);
      for (int at = 0; at < length; at += Utf8.width(text[at])) {
        int point = text[at] >= 0 ? ascii[text[at]] : mapped(Utf8.codePoint(text, at), from, to);
        if (point >= 0) {
          out.appendCodePoint(point);
        }
      }
    };
  }

  /* The first place counts when a character stands twice among those to replace. */
  private static int mapped(int point, int[] from, int[] to) {
    for (int i = 0; i < from.length; i++) {
      if (from[i] == point) {
        return i < to.length ? to[i] : -1;
      }
    }
    return point;
  }

  /** The code points from a place on, from 1, replaced: so many, or as many as the other has. */
  static void overlay(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] other = in.text(1);
    int size = in.length(1);
    int from = Utf8.skip(text, 0, length, in.integer(2) - 1);
    long count = in.size() > 3 ? in.integer(3) : Utf8.count(other, 0, size);
    out.append(text, 0, from);
    out.append(other, 0, size);
    out.append(text, Utf8.skip(text, from, length, count), length);
  }

  static void reverse(Row in, RowResult out) {
    byte[] text = in.text(0);
    for (int at = in.length(0); at > 0; ) {
      int start = Utf8.before(text, at);
      out.append(text, start, at);
      at = start;
    }
  }
}
