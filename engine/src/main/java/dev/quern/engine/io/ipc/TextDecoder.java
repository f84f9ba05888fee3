package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text and bytes in any of Arrow's layouts. The data stays where it was read to, and views that
 * point into it are made; every offset and length is checked on the way. That text is UTF-8 is not.
 */
final class TextDecoder {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final BodyReader body;

  TextDecoder(BodyReader body) {
    this.body = body;
  }

  /** A column of offsets (the buffer given) and data (the one after it). */
  ColumnVector offsets(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    if (rows == 0) {
      return column(type.type(), 0, body.budget().allocate(0), validity, List.of());
    }
    try (NativeBuffer offsets = body.read(buffer, (rows + 1L) * type.width())) {
      NativeBuffer data = body.readAll(buffer + 1);
      NativeBuffer views = null;
      try {
        if (data.size() > Integer.MAX_VALUE) {
          throw new UnsupportedDataException(
              "%s: %d bytes of text in one record batch; up to 2 GiB are read"
                  .formatted(body.where(), data.size()));
        }
        views = body.budget().allocate(16L * rows);
        boolean anyLong =
            viewsOf(offsets.segment(), type.width(), data, views.segment(), rows, validity);
        if (anyLong) {
          return column(type.type(), rows, views, validity, List.of(data));
        }
        data.close();
        return column(type.type(), rows, views, validity, List.of());
      } catch (RuntimeException e) {
        close(views);
        data.close();
        throw e;
      }
    }
  }

  /** A column of views (the buffer given) and data buffers (those after it). */
  ColumnVector views(
      int buffer, int dataBuffers, DType type, int rows, @Nullable NativeBuffer validity) {
    List<NativeBuffer> heaps = new ArrayList<>(dataBuffers);
    NativeBuffer views = null;
    try {
      for (int i = 0; i < dataBuffers; i++) {
        heaps.add(body.readAll(buffer + 1 + i));
      }
      views = body.read(buffer, 16L * rows);
      MemorySegment slots = views.segment();
      for (int row = 0; row < rows; row++) {
        if (FixedDecoder.isValid(validity, row)) {
          checkView(slots, row, heaps);
        } else {
          slots.set(LONG, 16L * row, 0);
          slots.set(LONG, 16L * row + 8, 0);
        }
      }
      return column(type, rows, views, validity, heaps);
    } catch (RuntimeException e) {
      close(views);
      heaps.forEach(NativeBuffer::close);
      throw e;
    }
  }

  /** A column of byte strings of one length. */
  ColumnVector fixedBytes(int buffer, WireType type, int rows, @Nullable NativeBuffer validity) {
    int width = type.width();
    long size = (long) width * rows;
    if (size > Integer.MAX_VALUE) {
      throw new UnsupportedDataException(
          "%s: %d bytes in a column of one record batch; up to 2 GiB are read"
              .formatted(body.where(), size));
    }
    NativeBuffer data = body.read(buffer, size);
    NativeBuffer views;
    try {
      views = body.budget().allocate(16L * rows);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    for (int row = 0; row < rows; row++) {
      boolean valid = FixedDecoder.isValid(validity, row);
      putView(views.segment(), row, data.segment(), row * width, valid ? width : 0);
    }
    if (width <= Values.INLINE) {
      data.close();
      return column(type.type(), rows, views, validity, List.of());
    }
    return column(type.type(), rows, views, validity, List.of(data));
  }

  private boolean viewsOf(
      MemorySegment offsets,
      int width,
      NativeBuffer data,
      MemorySegment views,
      int rows,
      @Nullable NativeBuffer validity) {
    MemorySegment bytes = data.segment();
    boolean anyLong = false;
    long start = offset(offsets, width, 0);
    checkOffsets(0, start, data.size(), 0);
    for (int row = 0; row < rows; row++) {
      long end = offset(offsets, width, row + 1);
      checkOffsets(start, end, data.size(), row);
      int length = FixedDecoder.isValid(validity, row) ? (int) (end - start) : 0;
      putView(views, row, bytes, (int) start, length);
      anyLong |= length > Values.INLINE;
      start = end;
    }
    return anyLong;
  }

  private static long offset(MemorySegment offsets, int width, int index) {
    return width == 4 ? offsets.get(INT, 4L * index) : offsets.get(LONG, 8L * index);
  }

  private void checkOffsets(long start, long end, long size, int row) {
    if (end < start || end > size) {
      throw new DataException(
          "%s: row %d reaches from byte %d to %d of %d"
              .formatted(body.where(), row, start, end, size));
    }
  }

  /* Up to 16 bytes behind the value are read, which the buffer's slack allows. */
  private static void putView(
      MemorySegment views, int row, MemorySegment data, int offset, int length) {
    long view = 16L * row;
    if (length <= Values.INLINE) {
      long head = data.get(INT, offset) & lowBytes(Math.min(length, 4));
      long tail = data.get(LONG, offset + 4L) & lowBytes(Math.max(length - 4, 0));
      views.set(LONG, view, length | (head << 32));
      views.set(LONG, view + 8, tail);
    } else {
      views.set(INT, view, length);
      views.set(INT, view + 4, data.get(INT, offset));
      views.set(INT, view + 8, 0);
      views.set(INT, view + 12, offset);
    }
  }

  /** Ones in the lowest {@code count} bytes, 0 to 8. */
  private static long lowBytes(int count) {
    return count == 0 ? 0 : -1L >>> (64 - 8 * count);
  }

  /*
   * Kernels compare views as a whole, so what Arrow leaves open is settled here: zeros behind short
   * values, and a prefix that is the beginning of the value.
   */
  private void checkView(MemorySegment views, int row, List<NativeBuffer> heaps) {
    long view = 16L * row;
    int length = views.get(INT, view);
    if (length < 0) {
      throw new DataException("%s: row %d has %d bytes".formatted(body.where(), row, length));
    }
    if (length <= Values.INLINE) {
      long head = views.get(LONG, view) & lowBytes(4 + Math.min(length, 4));
      long tail = views.get(LONG, view + 8) & lowBytes(Math.max(length - 4, 0));
      views.set(LONG, view, head);
      views.set(LONG, view + 8, tail);
      return;
    }
    int index = views.get(INT, view + 8);
    int offset = views.get(INT, view + 12);
    if (index < 0 || index >= heaps.size()) {
      throw new DataException(
          "%s: row %d points into data buffer %d of %d"
              .formatted(body.where(), row, index, heaps.size()));
    }
    NativeBuffer heap = heaps.get(index);
    if (offset < 0 || length > heap.size() - offset) {
      throw new DataException(
          "%s: row %d has %d bytes at %d of a buffer of %d"
              .formatted(body.where(), row, length, offset, heap.size()));
    }
    views.set(INT, view + 4, heap.segment().get(INT, offset));
  }

  private static ColumnVector column(
      DType type,
      int rows,
      NativeBuffer views,
      @Nullable NativeBuffer validity,
      List<NativeBuffer> heaps) {
    return ColumnVector.views(type, rows, views, validity, Heaps.of(heaps));
  }

  private static void close(@Nullable NativeBuffer buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }
}
