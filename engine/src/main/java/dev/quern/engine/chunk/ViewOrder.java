package dev.quern.engine.chunk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The order of strings behind views: by unsigned bytes, and a prefix before what it begins. */
public final class ViewOrder {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt BIG_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong BIG_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private ViewOrder() {}

  /**
   * Compares the string at {@code row} of {@code views} with the one at {@code otherRow} of {@code
   * otherViews}: negative, 0 or positive. Most pairs are decided by the first four bytes, without
   * touching a heap.
   */
  public static int compare(
      MemorySegment views,
      MemorySegment[] heaps,
      int row,
      MemorySegment otherViews,
      MemorySegment[] otherHeaps,
      int otherRow) {
    long view = 16L * row;
    long otherView = 16L * otherRow;
    // The prefix is zero padded: if it differs at all, it differs in the right direction.
    int prefix = views.get(BIG_INT, view + 4);
    int otherPrefix = otherViews.get(BIG_INT, otherView + 4);
    if (prefix != otherPrefix) {
      return Integer.compareUnsigned(prefix, otherPrefix);
    }
    int length = views.get(INT, view);
    int otherLength = otherViews.get(INT, otherView);
    int order = 0;
    if (length <= Values.INLINE && otherLength <= Values.INLINE) {
      order =
          Long.compareUnsigned(
              views.get(BIG_LONG, view + 8), otherViews.get(BIG_LONG, otherView + 8));
    } else {
      boolean inline = length <= Values.INLINE;
      boolean otherInline = otherLength <= Values.INLINE;
      order =
          compareBytes(
              inline ? views : heaps[views.get(INT, view + 8)],
              inline ? view + 4 : views.get(INT, view + 12),
              otherInline ? otherViews : otherHeaps[otherViews.get(INT, otherView + 8)],
              otherInline ? otherView + 4 : otherViews.get(INT, otherView + 12),
              Math.min(length, otherLength));
    }
    return order != 0 ? order : Integer.compare(length, otherLength);
  }

  /** The first four bytes of the string at {@code row}: its order is that of unsigned numbers. */
  public static int prefix(MemorySegment views, int row) {
    return views.get(BIG_INT, 16L * row + 4);
  }

  private static int compareBytes(MemorySegment a, long atA, MemorySegment b, long atB, int count) {
    int i = 0;
    for (; i <= count - 8; i += 8) {
      long left = a.get(BIG_LONG, atA + i);
      long right = b.get(BIG_LONG, atB + i);
      if (left != right) {
        return Long.compareUnsigned(left, right);
      }
    }
    for (; i < count; i++) {
      int left = a.get(ValueLayout.JAVA_BYTE, atA + i) & 0xFF;
      int right = b.get(ValueLayout.JAVA_BYTE, atB + i) & 0xFF;
      if (left != right) {
        return left - right;
      }
    }
    return 0;
  }
}
