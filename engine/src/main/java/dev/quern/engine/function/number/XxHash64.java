package dev.quern.engine.function.number;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * xxHash64 of values of any type, one seeding the next, as Spark's {@code xxhash64} computes it:
 * the first seed is 42, nulls are passed over, integers of up to 32 bits, dates and booleans are
 * hashed as 4 bytes, wider ones as 8, floats by their bits. It never changes, so it may be kept.
 */
final class XxHash64 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final long SEED = 42;

  private XxHash64() {}

  static RowFunction of(Known known) {
    List<DType> types = known.types();
    return (in, out) -> {
      long hash = SEED;
      for (int i = 0; i < in.size(); i++) {
        if (!in.isNull(i)) {
          hash = value(in, i, types.get(i), hash);
        }
      }
      out.set(hash);
    };
  }

  private static long value(Row in, int i, DType type, long seed) {
    if (type.isView()) {
      return bytes(in.text(i), in.length(i), seed);
    }
    if (type == DType.BOOL) {
      return ofInt(in.truth(i) ? 1 : 0, seed);
    }
    if (type == DType.FLOAT32) {
      return ofInt(Float.floatToIntBits((float) in.floating(i) + 0.0f), seed);
    }
    if (type == DType.FLOAT64) {
      return ofLong(Double.doubleToLongBits(in.floating(i) + 0.0), seed);
    }
    if (type instanceof DecimalType || type.equals(DType.INTERVAL)) {
      return ofLong(in.high(i), ofLong(in.low(i), seed));
    }
    long whole = in.whole(i);
    return type.byteWidth() <= 4 ? ofInt((int) whole, seed) : ofLong(whole, seed);
  }

  static long ofInt(int value, long seed) {
    long hash = seed + P5 + 4;
    hash ^= (value & 0xFFFFFFFFL) * P1;
    return finish(Long.rotateLeft(hash, 23) * P2 + P3);
  }

  static long ofLong(long value, long seed) {
    long hash = seed + P5 + 8;
    hash ^= Long.rotateLeft(value * P2, 31) * P1;
    return finish(Long.rotateLeft(hash, 27) * P1 + P4);
  }

  static long bytes(byte[] data, int length, long seed) {
    int at = 0;
    long hash;
    if (length >= 32) {
      long v1 = seed + P1 + P2;
      long v2 = seed + P2;
      long v3 = seed;
      long v4 = seed - P1;
      for (; at + 32 <= length; at += 32) {
        v1 = round(v1, (long) LONG.get(data, at));
        v2 = round(v2, (long) LONG.get(data, at + 8));
        v3 = round(v3, (long) LONG.get(data, at + 16));
        v4 = round(v4, (long) LONG.get(data, at + 24));
      }
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
    } else {
      hash = seed + P5;
    }
    hash += length;
    for (; at + 8 <= length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(data, at)), 27) * P1 + P4;
    }
    if (at + 4 <= length) {
      hash ^= ((int) INT.get(data, at) & 0xFFFFFFFFL) * P1;
      hash = Long.rotateLeft(hash, 23) * P2 + P3;
      at += 4;
    }
    for (; at < length; at++) {
      hash = Long.rotateLeft(hash ^ ((data[at] & 0xFFL) * P5), 11) * P1;
    }
    return finish(hash);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long finish(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * P2;
    mixed = (mixed ^ (mixed >>> 29)) * P3;
    return mixed ^ (mixed >>> 32);
  }
}
