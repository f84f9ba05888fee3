package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** A position in a page's bytes: reads single bytes and variable-length integers, checked. */
final class ByteCursor {
  private final MemorySegment bytes;
  private final int end;
  private int at;

  ByteCursor(MemorySegment bytes, Page.Range range) {
    this.bytes = bytes;
    this.at = range.from();
    this.end = range.to();
  }

  /** The memory that positions are offsets in. */
  MemorySegment bytes() {
    return bytes;
  }

  /** Where the next byte is. */
  int position() {
    return at;
  }

  /** How many bytes are left. */
  int remaining() {
    return end - at;
  }

  /** Passes over {@code count} bytes; returns where they are. */
  int take(int count) {
    if (count < 0 || count > end - at) {
      throw new CorruptPage(
          "the page ends too early: %d bytes wanted, %d left".formatted(count, end - at));
    }
    int from = at;
    at += count;
    return from;
  }

  /** The next byte, 0 to 255. */
  int readByte() {
    if (at >= end) {
      throw new CorruptPage("the page ends too early");
    }
    return bytes.get(Le.BYTE, at++) & 0xFF;
  }

  /** An unsigned LEB128 integer of 32 bits. */
  int readVarint() {
    long value = readVarlong();
    if (value >>> 32 != 0) {
      throw new CorruptPage("the page holds %d where 32 bits are expected".formatted(value));
    }
    return (int) value;
  }

  /** An unsigned LEB128 integer of 64 bits. */
  long readVarlong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new CorruptPage("the page has an integer of more than ten bytes");
  }

  /** A zigzag-encoded signed integer of 64 bits. */
  long readZigzag() {
    long value = readVarlong();
    return (value >>> 1) ^ -(value & 1);
  }
}
