package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Choice between two columns by the bits of a word, per width. */
final class Blends {

  private Blends() {}

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  static void blend(
      int width,
      MemorySegment bits,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int from,
      int to) {
    for (int row = from; row < to; row += 64) {
      int end = Math.min(row + 64, to);
      long word = Bitmaps.wordOrOnes(bits, row);
      switch (width) {
        case 1 -> word1(word, then, otherwise, out, row, end);
        case 2 -> word2(word, then, otherwise, out, row, end);
        case 4 -> word4(word, then, otherwise, out, row, end);
        case 8 -> word8(word, then, otherwise, out, row, end);
        case 16 -> word16(word, then, otherwise, out, row, end);
        default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
      }
    }
  }

  private static void word1(
      long word, MemorySegment then, MemorySegment otherwise, MemorySegment out, int row, int end) {
    for (int i = row; i < end; i++) {
      byte a = Slots.int8(then, i);
      byte b = Slots.int8(otherwise, i);
      Slots.setInt8(out, i, (word >>> i & 1) != 0 ? a : b);
    }
  }

  private static void word2(
      long word, MemorySegment then, MemorySegment otherwise, MemorySegment out, int row, int end) {
    for (int i = row; i < end; i++) {
      short a = Slots.int16(then, i);
      short b = Slots.int16(otherwise, i);
      Slots.setInt16(out, i, (word >>> i & 1) != 0 ? a : b);
    }
  }

  private static void word4(
      long word, MemorySegment then, MemorySegment otherwise, MemorySegment out, int row, int end) {
    for (int i = row; i < end; i++) {
      int a = Slots.int32(then, i);
      int b = Slots.int32(otherwise, i);
      Slots.setInt32(out, i, (word >>> i & 1) != 0 ? a : b);
    }
  }

  private static void word8(
      long word, MemorySegment then, MemorySegment otherwise, MemorySegment out, int row, int end) {
    for (int i = row; i < end; i++) {
      long a = Slots.int64(then, i);
      long b = Slots.int64(otherwise, i);
      Slots.setInt64(out, i, (word >>> i & 1) != 0 ? a : b);
    }
  }

  private static void word16(
      long word, MemorySegment then, MemorySegment otherwise, MemorySegment out, int row, int end) {
    for (int i = row; i < end; i++) {
      boolean first = (word >>> i & 1) != 0;
      long low = first ? Slots.low(then, i) : Slots.low(otherwise, i);
      long high = first ? Slots.high(then, i) : Slots.high(otherwise, i);
      Slots.setWide(out, i, high, low);
    }
  }
}
