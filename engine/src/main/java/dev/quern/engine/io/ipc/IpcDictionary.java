package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary as it was sent, made ready for use: its values flat and without nulls, and a table
 * that leads the codes of nulls and of repeated values where they belong.
 */
final class IpcDictionary implements AutoCloseable {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int NULL = -1;

  private final ColumnVector values;
  private final MemoryBudget budget;

  // Null when every code means itself.
  private final int @Nullable [] meanings;

  /** Owns {@code values} from here on, which may have nulls. */
  IpcDictionary(ColumnVector values, MemoryBudget budget) {
    this.budget = budget;
    this.meanings = meanings(values);
    this.values = values.validity() == null ? values : withoutValidity(values, budget);
  }

  /**
   * The column of these codes; owns {@code codes} and {@code validity} from here on. Text stays
   * dictionary-encoded; values of a fixed width are written out, which is as small.
   */
  ColumnVector column(NativeBuffer codes, int rows, @Nullable NativeBuffer validity, String where) {
    NativeBuffer valid = validity;
    try {
      check(codes.segment(), rows, validity, where);
      if (meanings != null) {
        valid = translate(codes.segment(), rows, validity, meanings);
      }
      if (values.type().isView() && values.length() > 0) {
        return ColumnVector.dictionary(rows, codes, valid, values.retain());
      }
      NativeBuffer gathered = Gather.slots(values, codes.segment(), rows, budget);
      codes.close();
      return values.type().isView()
          ? ColumnVector.views(values.type(), rows, gathered, valid, Heaps.NONE)
          : ColumnVector.flat(values.type(), rows, gathered, valid);
    } catch (RuntimeException e) {
      codes.close();
      if (valid != null) {
        valid.close();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    values.close();
  }

  private void check(MemorySegment codes, int rows, @Nullable NativeBuffer validity, String where) {
    int most = 0;
    for (int row = 0; row < rows; row++) {
      most = Math.max(most, codes.get(INT, 4L * row));
    }
    if (most >= Math.max(1, values.length())) {
      throw new DataException(
          "%s: the code %d into a dictionary of %d values".formatted(where, most, values.length()));
    }
    for (int row = 0; values.length() == 0 && row < rows; row++) {
      if (FixedDecoder.isValid(validity, row)) {
        throw new DataException(
            "%s: a value in row %d, and an empty dictionary".formatted(where, row));
      }
    }
  }

  /** Replaces codes by what they mean; returns the validity, which may be new. */
  private @Nullable NativeBuffer translate(
      MemorySegment codes, int rows, @Nullable NativeBuffer validity, int[] table) {
    NativeBuffer valid = validity;
    for (int row = 0; row < rows && table.length > 0; row++) {
      int meaning = table[codes.get(INT, 4L * row)];
      if (meaning == NULL) {
        if (valid == null) {
          valid = budget.allocate((rows + 7L) / 8);
          valid.segment().fill((byte) -1);
        }
        Bitmaps.set(valid.segment(), row, false);
        meaning = 0;
      }
      codes.set(INT, 4L * row, meaning);
    }
    return valid;
  }

  private static int @Nullable [] meanings(ColumnVector values) {
    int[] table = new int[values.length()];
    int[] first = values.type().isView() ? DistinctViews.firstRows(values) : null;
    boolean all = true;
    for (int code = 0; code < table.length; code++) {
      table[code] = values.isNull(code) ? NULL : first == null ? code : first[code];
      all &= table[code] == code;
    }
    return all ? null : table;
  }

  private static ColumnVector withoutValidity(ColumnVector values, MemoryBudget budget) {
    try (values;
        NativeBuffer identity = budget.allocate(4L * values.length())) {
      for (int i = 0; i < values.length(); i++) {
        identity.segment().set(INT, 4L * i, i);
      }
      NativeBuffer copy = Gather.slots(values, identity.segment(), values.length(), budget);
      return values.type().isView()
          ? ColumnVector.views(values.type(), values.length(), copy, null, values.heaps().retain())
          : ColumnVector.flat(values.type(), values.length(), copy, null);
    }
  }
}
