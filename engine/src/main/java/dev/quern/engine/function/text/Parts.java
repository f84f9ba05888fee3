package dev.quern.engine.function.text;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/** Parts of a text, by code points or by what separates them. None of them copies. */
final class Parts {
  private Parts() {}

  /** The first n code points; all but the last -n if n is negative. */
  static void left(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long n = in.integer(1);
    out.slice(0, n >= 0 ? Utf8.skip(text, 0, length, n) : Utf8.skipBack(text, length, negated(n)));
  }

  /** The last n code points; all but the first -n if n is negative. */
  static void right(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long n = in.integer(1);
    int from = n >= 0 ? Utf8.skipBack(text, length, n) : Utf8.skip(text, 0, length, negated(n));
    out.slice(from, length);
  }

  /**
   * The code points from a place on, 1 being the first and -1 the last, so many of them or all.
   * What lies before the first counts, as in SQL: of 0 and 3 there are two.
   */
  static void substring(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    long from = in.integer(1);
    long count = in.size() > 2 ? Math.max(0, in.integer(2)) : Integer.MAX_VALUE;
    int start;
    if (from < 0) {
      long missing = -Math.max(from, -Integer.MAX_VALUE) - Utf8.count(text, 0, length);
      start = Utf8.skipBack(text, length, negated(from));
      count = missing > 0 ? count - missing : count;
    } else {
      start = Utf8.skip(text, 0, length, from - 1);
      count = from == 0 ? count - 1 : count;
    }
    out.slice(start, Utf8.skip(text, start, length, count));
  }

  /** Without a prefix, where it is there. */
  static void stripPrefix(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] prefix = in.text(1);
    int size = in.length(1);
    boolean there = size <= length && Utf8.matches(text, 0, prefix, size);
    out.slice(there ? size : 0, length);
  }

  /** Without a suffix, where it is there. */
  static void stripSuffix(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] suffix = in.text(1);
    int size = in.length(1);
    boolean there = size <= length && Utf8.matches(text, length - size, suffix, size);
    out.slice(0, there ? length - size : length);
  }

  /**
   * The n-th of the parts between separators, from 1, or from the end if negative; the empty text
   * where there is none. An empty separator separates nothing.
   */
  static void splitPart(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] separator = in.text(1);
    int size = in.length(1);
    long n = in.integer(2);
    if (n == 0) {
      out.slice(0, 0);
    } else if (size == 0) {
      out.slice(0, Math.abs(n) == 1 ? length : 0);
    } else if (n > 0) {
      fromStart(text, length, separator, size, n, out);
    } else {
      fromEnd(text, length, separator, size, negated(n), out);
    }
  }

  private static void fromStart(
      byte[] text, int length, byte[] separator, int size, long n, RowResult out) {
    int from = 0;
    for (long part = 1; part < n; part++) {
      int at = Utf8.find(text, from, length, separator, size);
      if (at < 0) {
        out.slice(0, 0);
        return;
      }
      from = at + size;
    }
    int end = Utf8.find(text, from, length, separator, size);
    out.slice(from, end < 0 ? length : end);
  }

  private static void fromEnd(
      byte[] text, int length, byte[] separator, int size, long n, RowResult out) {
    int to = length;
    for (long part = 1; part < n; part++) {
      int at = Utf8.findLast(text, to, separator, size);
      if (at < 0) {
        out.slice(0, 0);
        return;
      }
      to = at;
    }
    int begin = Utf8.findLast(text, to, separator, size);
    out.slice(begin < 0 ? 0 : begin + size, to);
  }

  /**
   * What stands before the n-th separator, or behind the n-th from the end if n is negative; all
   * where there are fewer.
   */
  static void substringIndex(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] separator = in.text(1);
    int size = in.length(1);
    long n = in.integer(2);
    if (n == 0 || size == 0) {
      out.slice(0, 0);
      return;
    }
    int at = n > 0 ? -size : length;
    for (long left = Math.abs(Math.max(n, -Integer.MAX_VALUE)); left > 0; left--) {
      at =
          n > 0
              ? Utf8.find(text, at + size, length, separator, size)
              : Utf8.findLast(text, at, separator, size);
      if (at < 0) {
        out.slice(0, length);
        return;
      }
    }
    out.slice(n > 0 ? 0 : at + size, n > 0 ? at : length);
  }

  private static long negated(long n) {
    return -Math.max(n, -Long.MAX_VALUE);
  }
}
