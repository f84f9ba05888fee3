package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Values;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Views on their way out: as offsets and data, or as views whose data buffers hold little else. */
final class TextEncoder {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final MemorySegment views;
  private final MemorySegment[] heaps;
  private final long heapBytes;
  private final int rows;
  private final long bytes;
  private final long longBytes;

  TextEncoder(MemorySegment views, Heaps heaps, int rows) {
    this.views = views;
    this.heaps = heaps.segments();
    this.heapBytes = heaps.byteSize();
    this.rows = rows;
    long all = 0;
    long behind = 0;
    for (int row = 0; row < rows; row++) {
      int length = views.get(INT, 16L * row);
      all += length;
      behind += length > Values.INLINE ? length : 0;
    }
    this.bytes = all;
    this.longBytes = behind;
  }

  /** The length of all strings of a column, flat or not, written one behind the other. */
  static long bytes(ColumnVector column) {
    boolean dictionary = column.isDictionary();
    MemorySegment views = dictionary ? column.dictionary().values() : column.values();
    MemorySegment codes = column.values();
    long bytes = 0;
    for (int row = 0; row < column.length(); row++) {
      if (!column.isNull(row)) {
        bytes += views.get(INT, 16L * (dictionary ? codes.get(INT, 4L * row) : row));
      }
    }
    return bytes;
  }

  /** The length of all strings. */
  long bytes() {
    return bytes;
  }

  /** The length of those that stand in data buffers. */
  long longBytes() {
    return longBytes;
  }

  /**
   * Whether the data buffers had better be written as they are. After a filter they may hold a
   * thousand times what the views point to; more than 2 GiB behind views that repeat cannot be
   * written out.
   */
  boolean isDense() {
    return heapBytes <= 2 * longBytes || longBytes > Integer.MAX_VALUE;
  }

  /** Writes offsets, one more than rows, and the strings one behind the other. */
  void flatten(MemorySegment offsets, MemorySegment data) {
    int at = 0;
    offsets.set(INT, 0, 0);
    for (int row = 0; row < rows; row++) {
      long view = 16L * row;
      int length = views.get(INT, view);
      if (length <= Values.INLINE) {
        // Twelve bytes whatever the length: the rest falls into the next string's place or the
        // slack.
        data.set(LONG, at, views.get(LONG, view + 4));
        data.set(INT, at + 8L, views.get(INT, view + 12));
      } else {
        MemorySegment heap = heaps[views.get(INT, view + 8)];
        MemorySegment.copy(heap, views.get(INT, view + 12), data, at, length);
      }
      at += length;
      offsets.set(INT, 4L * (row + 1), at);
    }
  }

  /** Writes views into one data buffer, and that. */
  void compact(MemorySegment moved, MemorySegment data) {
    int at = 0;
    for (int row = 0; row < rows; row++) {
      long view = 16L * row;
      int length = views.get(INT, view);
      moved.set(LONG, view, views.get(LONG, view));
      if (length <= Values.INLINE) {
        moved.set(LONG, view + 8, views.get(LONG, view + 8));
      } else {
        MemorySegment heap = heaps[views.get(INT, view + 8)];
        MemorySegment.copy(heap, views.get(INT, view + 12), data, at, length);
        moved.set(INT, view + 8, 0);
        moved.set(INT, view + 12, at);
        at += length;
      }
    }
  }
}
