package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Moves of slots by row number, per width: gather, gather with holes, scatter. */
final class Takes {

  private Takes() {}

  static void take(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    switch (width) {
      case 1 -> take1(values, rows, out, n);
      case 2 -> take2(values, rows, out, n);
      case 4 -> take4(values, rows, out, n);
      case 8 -> take8(values, rows, out, n);
      case 16 -> take16(values, rows, out, n);
      default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
    }
  }

  private static void take1(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt8(out, i, Slots.int8(values, Slots.int32(rows, i)));
    }
  }

  private static void take2(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt16(out, i, Slots.int16(values, Slots.int32(rows, i)));
    }
  }

  private static void take4(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt32(out, i, Slots.int32(values, Slots.int32(rows, i)));
    }
  }

  private static void take8(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt64(out, i, Slots.int64(values, Slots.int32(rows, i)));
    }
  }

  private static void take16(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setWide(out, i, Slots.high(values, row), Slots.low(values, row));
    }
  }

  static void takeOrZero(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    switch (width) {
      case 1 -> takeOrZero1(values, rows, out, n);
      case 2 -> takeOrZero2(values, rows, out, n);
      case 4 -> takeOrZero4(values, rows, out, n);
      case 8 -> takeOrZero8(values, rows, out, n);
      case 16 -> takeOrZero16(values, rows, out, n);
      default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
    }
  }

  private static void takeOrZero1(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setInt8(out, i, row < 0 ? (byte) 0 : Slots.int8(values, row));
    }
  }

  private static void takeOrZero2(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setInt16(out, i, row < 0 ? (short) 0 : Slots.int16(values, row));
    }
  }

  private static void takeOrZero4(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setInt32(out, i, row < 0 ? 0 : Slots.int32(values, row));
    }
  }

  private static void takeOrZero8(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setInt64(out, i, row < 0 ? 0 : Slots.int64(values, row));
    }
  }

  private static void takeOrZero16(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      long high = row < 0 ? 0 : Slots.high(values, row);
      Slots.setWide(out, i, high, row < 0 ? 0 : Slots.low(values, row));
    }
  }

  static void scatter(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    switch (width) {
      case 1 -> scatter1(values, rows, out, n);
      case 2 -> scatter2(values, rows, out, n);
      case 4 -> scatter4(values, rows, out, n);
      case 8 -> scatter8(values, rows, out, n);
      case 16 -> scatter16(values, rows, out, n);
      default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
    }
  }

  private static void scatter1(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt8(out, Slots.int32(rows, i), Slots.int8(values, i));
    }
  }

  private static void scatter2(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt16(out, Slots.int32(rows, i), Slots.int16(values, i));
    }
  }

  private static void scatter4(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt32(out, Slots.int32(rows, i), Slots.int32(values, i));
    }
  }

  private static void scatter8(MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      Slots.setInt64(out, Slots.int32(rows, i), Slots.int64(values, i));
    }
  }

  private static void scatter16(
      MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    for (int i = 0; i < n; i++) {
      int row = Slots.int32(rows, i);
      Slots.setWide(out, row, Slots.high(values, i), Slots.low(values, i));
    }
  }
}
