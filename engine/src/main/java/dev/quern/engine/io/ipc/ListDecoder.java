package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Columns of lists: what a file says of where they lie becomes spans, each checked against the
 * elements. Takes the elements over, unless told otherwise by an error, which closes them.
 */
final class ListDecoder {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final BodyReader body;

  ListDecoder(BodyReader body) {
    this.body = body;
  }

  /** Where one list begins and how long it is. */
  private interface Places {
    long offset(int row);

    long length(int row);
  }

  /** Lists one behind the other, by the offsets at which they begin and end. */
  ColumnVector offsets(
      int buffer, WireType type, int rows, @Nullable NativeBuffer validity, ColumnVector elements) {
    try (NativeBuffer offsets =
        closing(elements, () -> body.read(buffer, rows == 0 ? 0 : (rows + 1L) * type.width()))) {
      MemorySegment from = offsets.segment();
      boolean wide = type.width() == 8;
      return lists(
          rows,
          validity,
          elements,
          new Places() {
            @Override
            public long offset(int row) {
              return wide ? from.get(LONG, 8L * row) : from.get(INT, 4L * row);
            }

            @Override
            public long length(int row) {
              return offset(row + 1) - offset(row);
            }
          });
    }
  }

  /** Lists anywhere, by offsets and lengths. */
  ColumnVector views(int buffer, int rows, @Nullable NativeBuffer validity, ColumnVector elements) {
    try (NativeBuffer offsets = closing(elements, () -> body.read(buffer, 4L * rows));
        NativeBuffer lengths = closing(elements, () -> body.read(buffer + 1, 4L * rows))) {
      return lists(
          rows,
          validity,
          elements,
          new Places() {
            @Override
            public long offset(int row) {
              return offsets.segment().get(INT, 4L * row);
            }

            @Override
            public long length(int row) {
              return lengths.segment().get(INT, 4L * row);
            }
          });
    }
  }

  /** Lists of equal length, one behind the other. */
  ColumnVector fixed(
      WireType type, int rows, @Nullable NativeBuffer validity, ColumnVector elements) {
    long size = type.width();
    return lists(
        rows,
        validity,
        elements,
        new Places() {
          @Override
          public long offset(int row) {
            return row * size;
          }

          @Override
          public long length(int row) {
            return size;
          }
        });
  }

  private ColumnVector lists(
      int rows, @Nullable NativeBuffer validity, ColumnVector elements, Places places) {
    NativeBuffer spans = closing(elements, () -> body.budget().allocate((long) Spans.BYTES * rows));
    for (int row = 0; row < rows; row++) {
      long offset = places.offset(row);
      long length = places.length(row);
      if (!FixedDecoder.isValid(validity, row) || length == 0) {
        Spans.set(spans.segment(), row, 0, 0);
        continue;
      }
      if (offset < 0 || length < 0 || offset + length > elements.length()) {
        int count = elements.length();
        spans.close();
        elements.close();
        throw new DataException(
            "%s: the list in row %d has %d elements from %d on, of %d"
                .formatted(body.where(), row, length, offset, count));
      }
      Spans.set(spans.segment(), row, (int) offset, (int) length);
    }
    return ColumnVector.list(rows, spans, validity, elements);
  }

  /** Something that may fail. */
  private interface Attempt {
    NativeBuffer run();
  }

  private static NativeBuffer closing(ColumnVector elements, Attempt attempt) {
    try {
      return attempt.run();
    } catch (RuntimeException | Error e) {
      elements.close();
      throw e;
    }
  }
}
