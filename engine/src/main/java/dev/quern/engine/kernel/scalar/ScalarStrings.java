package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.StringKernel;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;

/**
 * String predicates over views. The two words of a view decide most rows (length, first bytes, all
 * of a short string); buffers are touched for the rest only.
 */
public final class ScalarStrings implements StringKernel {

  @Override
  public void compare(CompareOp op, Views strings, byte[] constant, MemorySegment out, int n) {
    compare(op, strings, constant, out, 0, n);
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static void compare(
      CompareOp op, Views strings, byte[] constant, MemorySegment out, int from, int to) {
    switch (op) {
      case EQ -> equal(strings, constant, 0, out, from, to);
      case NE -> equal(strings, constant, -1, out, from, to);
      case LT, LE, GT, GE -> order(op, strings, constant, out, from, to);
    }
  }

  private static void equal(
      Views strings, byte[] constant, long flip, MemorySegment out, int from, int to) {
    MemorySegment views = strings.views();
    boolean inline = constant.length <= Views.INLINE;
    long first = ViewBytes.firstWord(constant);
    long second = inline ? ViewBytes.secondWord(constant) : 0;
    for (int row = from; row < to; row += 64) {
      int end = Math.min(row + 64, to);
      long word = 0;
      if (inline) {
        for (int i = row; i < end; i++) {
          long difference = (Slots.low(views, i) ^ first) | (Slots.high(views, i) ^ second);
          word |= (difference == 0 ? 1L : 0L) << i;
        }
      } else {
        for (int i = row; i < end; i++) {
          boolean equal =
              Slots.low(views, i) == first && equalLong(strings, Slots.high(views, i), constant);
          word |= (equal ? 1L : 0L) << i;
        }
      }
      Bitmaps.setWord(out, row, (word ^ flip) & Bitmaps.maskBelow(row, to));
    }
  }

  private static boolean equalLong(Views strings, long second, byte[] constant) {
    return ViewBytes.matches(strings.buffers()[(int) second], second >>> 32, constant);
  }

  private static void order(
      CompareOp op, Views strings, byte[] constant, MemorySegment out, int from, int to) {
    MemorySegment views = strings.views();
    long constantFirst = ViewBytes.firstWord(constant);
    for (int row = from; row < to; row += 64) {
      int end = Math.min(row + 64, to);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        int order = ViewBytes.comparePrefix(first, constantFirst);
        if (order == 0) {
          long second = Slots.high(views, i);
          order =
              ViewBytes.compare(
                  ViewBytes.segment(strings, first, second),
                  ViewBytes.offset(i, first, second),
                  (int) first,
                  constant);
        }
        word |= (op.test(order) ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  @Override
  public void compare(CompareOp op, Views left, Views right, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        word |= (op.test(order(left, right, i, op)) ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static int order(Views left, Views right, int row, CompareOp op) {
    long first = Slots.low(left.views(), row);
    long otherFirst = Slots.low(right.views(), row);
    if (op == CompareOp.EQ || op == CompareOp.NE) {
      if (first != otherFirst) {
        return 1;
      }
    } else {
      int order = ViewBytes.comparePrefix(first, otherFirst);
      if (order != 0) {
        return order;
      }
    }
    long second = Slots.high(left.views(), row);
    long otherSecond = Slots.high(right.views(), row);
    if (first == otherFirst && (int) first <= Views.INLINE && second == otherSecond) {
      return 0;
    }
    return ViewBytes.compare(
        ViewBytes.segment(left, first, second),
        ViewBytes.offset(row, first, second),
        (int) first,
        ViewBytes.segment(right, otherFirst, otherSecond),
        ViewBytes.offset(row, otherFirst, otherSecond),
        (int) otherFirst);
  }

  @Override
  public void startsWith(Views strings, byte[] prefix, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    int head = Math.min(4, prefix.length);
    long mask = ((1L << (8 * head)) - 1) << 32;
    long start = ViewBytes.firstWord(prefix) & mask;
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        boolean holds = (first & mask) == start && (int) first >= prefix.length;
        if (holds && prefix.length > 4) {
          long second = Slots.high(views, i);
          holds =
              ViewBytes.matches(
                  ViewBytes.segment(strings, first, second),
                  ViewBytes.offset(i, first, second),
                  prefix);
        }
        word |= (holds ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  @Override
  public void endsWith(Views strings, byte[] suffix, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        if ((int) first >= suffix.length) {
          long second = Slots.high(views, i);
          long at = ViewBytes.offset(i, first, second) + (int) first - suffix.length;
          boolean holds = ViewBytes.matches(ViewBytes.segment(strings, first, second), at, suffix);
          word |= (holds ? 1L : 0L) << i;
        }
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  @Override
  public void contains(Views strings, byte[] needle, MemorySegment out, int n) {
    ByteSearch search = new ByteSearch(needle);
    MemorySegment views = strings.views();
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        if ((int) first >= needle.length) {
          long second = Slots.high(views, i);
          boolean holds =
              search.isIn(
                  ViewBytes.segment(strings, first, second),
                  ViewBytes.offset(i, first, second),
                  (int) first);
          word |= (holds ? 1L : 0L) << i;
        }
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  @Override
  public void like(Views strings, LikePattern pattern, MemorySegment out, int n) {
    switch (pattern.kind()) {
      case EQUALS -> compare(CompareOp.EQ, strings, pattern.literal(), out, n);
      case PREFIX -> startsWith(strings, pattern.literal(), out, n);
      case SUFFIX -> endsWith(strings, pattern.literal(), out, n);
      case CONTAINS -> contains(strings, pattern.literal(), out, n);
      case GENERAL -> general(strings, new LikeMatcher(pattern), out, n);
    }
  }

  private static void general(Views strings, LikeMatcher matcher, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        long second = Slots.high(views, i);
        boolean holds =
            matcher.matches(
                ViewBytes.segment(strings, first, second),
                ViewBytes.offset(i, first, second),
                (int) first);
        word |= (holds ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  @Override
  public void byteLength(Views strings, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt32(out, i, (int) Slots.low(strings.views(), i));
    }
  }

  @Override
  public void codePointLength(Views strings, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    for (int i = 0; i < n; i++) {
      long first = Slots.low(views, i);
      long second = Slots.high(views, i);
      int length = (int) first;
      int continuations =
          length <= Views.INLINE
              ? continuations(first & 0xFFFFFFFF00000000L) + continuations(second)
              : continuations(strings.buffers()[(int) second], second >>> 32, length);
      Slots.setInt32(out, i, length - continuations);
    }
  }

  @Override
  public void substring(Views strings, int skip, int count, MemorySegment out, int n) {
    Substrings.cut(strings, skip, count, out, n);
  }

  private static int continuations(MemorySegment segment, long start, int length) {
    long end = start + length;
    long at = start;
    int count = 0;
    for (; at + 8 <= end; at += 8) {
      count += continuations(segment.get(Slots.INT64, at));
    }
    for (; at < end; at++) {
      count += (segment.get(Slots.INT8, at) & 0xC0) == 0x80 ? 1 : 0;
    }
    return count;
  }

  /** Bytes of the word that continue a code point: top bits 1 and 0. */
  private static int continuations(long word) {
    return Long.bitCount(word >>> 7 & ~(word >>> 6) & 0x0101010101010101L);
  }
}
