package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * Thrift's compact protocol over memory: field headers, integers, booleans, and skipping of what is
 * not wanted. Allocates nothing. Reading past the end gives zeros and sets {@link #exhausted}, so
 * that a header cut by the window's end is simply parsed again with more bytes.
 *
 * <p>The protocol: thrift/doc/specs/thrift-compact-protocol.md of Apache Thrift.
 */
final class CompactReader {
  static final int STOP = 0;
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int STRUCT = 12;
  private static final int DEEPEST = 32;

  private final MemorySegment bytes;
  private final int end;
  private int at;
  private boolean exhausted;
  private int field;

  CompactReader(MemorySegment bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Whether something behind the end was asked for. */
  boolean exhausted() {
    return exhausted;
  }

  /** Where the next byte is. */
  int position() {
    return at;
  }

  /** Begins a struct; the result is to be handed to {@link #endStruct}. */
  int beginStruct() {
    int outer = field;
    field = 0;
    return outer;
  }

  /** Goes back to the struct around. */
  void endStruct(int outer) {
    field = outer;
  }

  /** The type of the next field, {@link #STOP} behind the last; {@link #field} says which it is. */
  int nextField() {
    int header = readByte();
    int type = header & 15;
    if (exhausted || type == STOP) {
      return STOP;
    }
    int delta = header >>> 4;
    field = delta == 0 ? (int) zigzag(readVarint()) : field + delta;
    return type;
  }

  /** The number of the field that {@link #nextField} found. */
  int field() {
    return field;
  }

  /** A 16- or 32-bit integer; one that needs more bits is an error. */
  int readInt() {
    long value = zigzag(readVarint());
    if (value != (int) value) {
      throw new CorruptPage("a page header holds %d where 32 bits are expected".formatted(value));
    }
    return (int) value;
  }

  /** Passes over a field's value. */
  void skip(int type) {
    skip(type, 0);
  }

  private void skip(int type, int depth) {
    if (depth > DEEPEST) {
      throw new CorruptPage("a page header is nested deeper than " + DEEPEST);
    }
    switch (type) {
      case TRUE, FALSE -> {}
      case 3 -> readByte();
      case 4, 5, 6 -> readVarint();
      case 7 -> advance(8);
      case 8 -> advance(readVarint());
      case 9, 10 -> skipList(depth);
      case 11 -> skipMap(depth);
      case STRUCT -> skipStruct(depth);
      case 13 -> advance(16);
      default -> throw new CorruptPage("a page header has a field of unknown type " + type);
    }
  }

  private void skipStruct(int depth) {
    int outer = beginStruct();
    for (int type = nextField(); type != STOP; type = nextField()) {
      skip(type, depth + 1);
    }
    endStruct(outer);
  }

  private void skipList(int depth) {
    int header = readByte();
    long size = header >> 4 == 15 ? readVarint() : header >> 4;
    for (long i = 0; i < size && !exhausted; i++) {
      skipElement(header & 15, depth);
    }
  }

  private void skipMap(int depth) {
    long size = readVarint();
    int types = size == 0 ? 0 : readByte();
    for (long i = 0; i < size && !exhausted; i++) {
      skipElement(types >>> 4, depth);
      skipElement(types & 15, depth);
    }
  }

  /* Booleans take a byte in a collection, and none as a field. */
  private void skipElement(int type, int depth) {
    if (type == TRUE || type == FALSE) {
      readByte();
    } else {
      skip(type, depth + 1);
    }
  }

  private int readByte() {
    if (at >= end) {
      exhausted = true;
      return 0;
    }
    return bytes.get(Le.BYTE, at++) & 0xFF;
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new CorruptPage("a page header has an integer of more than ten bytes");
  }

  private void advance(long count) {
    if (count < 0 || count > end - at) {
      exhausted = true;
      at = end;
    } else {
      at += (int) count;
    }
  }

  private static long zigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
