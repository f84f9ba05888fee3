package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Matching of a general LIKE pattern: the first part at the start, the last backwards from the end,
 * those between each at its first possible place, which is never worse than a later one.
 */
final class LikeMatcher {

  private final int[][] parts;

  /** For each part between two {@code %} without a wildcard in it, the search for its bytes. */
  private final @Nullable ByteSearch[] searches;

  LikeMatcher(LikePattern pattern) {
    parts = pattern.parts().toArray(new int[0][]);
    searches = new ByteSearch[parts.length];
    for (int i = 0; i < parts.length; i++) {
      searches[i] = searchFor(parts[i]);
    }
  }

  private static @Nullable ByteSearch searchFor(int[] part) {
    byte[] bytes = new byte[part.length];
    for (int i = 0; i < part.length; i++) {
      if (part[i] < 0) {
        return null;
      }
      bytes[i] = (byte) part[i];
    }
    return new ByteSearch(bytes);
  }

  /** Whether the {@code length} bytes from {@code start} match. */
  boolean matches(MemorySegment segment, long start, int length) {
    long end = start + length;
    long at = forward(segment, start, end, parts[0]);
    if (parts.length == 1 || at < 0) {
      return at == end;
    }
    long limit = backward(segment, at, end, parts[parts.length - 1]);
    if (limit < 0) {
      return false;
    }
    for (int i = 1; i < parts.length - 1; i++) {
      ByteSearch search = searches[i];
      at =
          search == null ? search(segment, at, limit, parts[i]) : after(segment, at, limit, search);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  private static long after(MemorySegment segment, long start, long end, ByteSearch search) {
    long at = search.find(segment, start, end);
    return at < 0 ? -1 : at + search.length();
  }

  /** The end of the part's first place from {@code start} on, or -1. */
  private static long search(MemorySegment segment, long start, long end, int[] part) {
    for (long at = start; at < end; at++) {
      if (part[0] >= 0 || !isContinuation(segment, at)) {
        long after = forward(segment, at, end, part);
        if (after >= 0) {
          return after;
        }
      }
    }
    return -1;
  }

  /** The end of the part when it stands at {@code start}, else -1. */
  private static long forward(MemorySegment segment, long start, long end, int[] part) {
    long at = start;
    for (int element : part) {
      if (at >= end || (element >= 0 && (segment.get(Slots.INT8, at) & 0xFF) != element)) {
        return -1;
      }
      at++;
      while (element < 0 && at < end && isContinuation(segment, at)) {
        at++;
      }
    }
    return at;
  }

  /** The start of the part when it ends at {@code end} and not before {@code start}, else -1. */
  private static long backward(MemorySegment segment, long start, long end, int[] part) {
    long at = end;
    for (int i = part.length - 1; i >= 0; i--) {
      at--;
      while (part[i] < 0 && at > start && isContinuation(segment, at)) {
        at--;
      }
      if (at < start || (part[i] >= 0 && (segment.get(Slots.INT8, at) & 0xFF) != part[i])) {
        return -1;
      }
    }
    return at;
  }

  private static boolean isContinuation(MemorySegment segment, long at) {
    return (segment.get(Slots.INT8, at) & 0xC0) == 0x80;
  }
}
