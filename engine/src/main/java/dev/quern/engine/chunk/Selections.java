package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.SelectKernel;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows kept by a bitmap, and dictionary-encoded vectors made flat. Strings and elements of lists
 * are never copied: the result shares its input's, and codes stay codes under a filter.
 */
public final class Selections {
  private Selections() {}

  /** The rows of {@code batch} whose bit is set; {@code count} is how many those are. */
  public static Batch filter(MemoryBudget budget, Batch batch, MemorySegment bits, int count) {
    if (count == batch.rows()) {
      return batch.retain();
    }
    List<ColumnVector> kept = new ArrayList<>(batch.columns().size());
    try {
      for (ColumnVector column : batch.columns()) {
        kept.add(filter(budget, column, bits, count));
      }
    } catch (RuntimeException | Error e) {
      kept.forEach(ColumnVector::close);
      throw e;
    }
    return Batch.of(batch.schema(), count, kept);
  }

  /** The rows of {@code vector} whose bit is set; {@code count} is how many those are. */
  public static ColumnVector filter(
      MemoryBudget budget, ColumnVector vector, MemorySegment bits, int count) {
    if (vector.type().layout() == Layout.FIELDS && !vector.isDictionary()) {
      return Structs.filter(budget, vector, bits, count);
    }
    SelectKernel kernel = Kernels.active().select();
    int n = vector.length();
    NativeBuffer validity = null;
    NativeBuffer values = null;
    try {
      MemorySegment valid = vector.validity();
      if (valid != null) {
        // The kernels may write as many slots as they read.
        validity = budget.allocate(Bitmaps.byteSize(n));
        kernel.filterBits(valid, bits, validity.segment(), n);
      }
      if (vector.isDictionary()) {
        values = budget.allocate(4L * n);
        kernel.filter(4, vector.values(), bits, values.segment(), n);
        return ColumnVector.dictionary(count, values, validity, vector.dictionary().retain());
      }
      if (vector.type().layout() == Layout.BITMAP) {
        values = budget.allocate(Bitmaps.byteSize(n));
        kernel.filterBits(vector.values(), bits, values.segment(), n);
        return ColumnVector.flat(vector.type(), count, values, validity);
      }
      int width = vector.type().byteWidth();
      values = budget.allocate((long) width * n);
      kernel.filter(width, vector.values(), bits, values.segment(), n);
      return ColumnVector.like(vector, count, values, validity);
    } catch (RuntimeException | Error e) {
      close(values);
      close(validity);
      throw e;
    }
  }

  /** The values of a vector without dictionary encoding; another handle when it has none. */
  public static ColumnVector flat(MemoryBudget budget, ColumnVector vector) {
    if (!vector.isDictionary()) {
      return vector.retain();
    }
    if (vector.dictionary().length() == 0) {
      return Nulls.column(budget, vector.type(), vector.length());
    }
    return decode(budget, vector, vector.dictionary());
  }

  /**
   * The values that the codes of {@code coded} mean in {@code dictionary}, which is flat and has as
   * many entries as the codes' own one; null where the code is or its entry.
   */
  public static ColumnVector decode(
      MemoryBudget budget, ColumnVector coded, ColumnVector dictionary) {
    if (dictionary.type().layout() == Layout.FIELDS) {
      return Structs.decode(budget, coded, dictionary);
    }
    SelectKernel kernel = Kernels.active().select();
    int n = coded.length();
    NativeBuffer validity = decodedValidity(budget, coded, dictionary);
    NativeBuffer values = null;
    try {
      if (dictionary.type().layout() == Layout.BITMAP) {
        values = budget.allocate(Bitmaps.byteSize(n));
        kernel.takeBits(dictionary.values(), coded.values(), values.segment(), n);
        return ColumnVector.flat(dictionary.type(), n, values, validity);
      }
      int width = dictionary.type().byteWidth();
      values = budget.allocate((long) width * n);
      kernel.take(width, dictionary.values(), coded.values(), values.segment(), n);
      return ColumnVector.like(dictionary, n, values, validity);
    } catch (RuntimeException | Error e) {
      close(values);
      close(validity);
      throw e;
    }
  }

  static @Nullable NativeBuffer decodedValidity(
      MemoryBudget budget, ColumnVector coded, ColumnVector dictionary) {
    MemorySegment entries = dictionary.validity();
    if (entries == null) {
      return copyValidity(budget, coded);
    }
    int n = coded.length();
    NativeBuffer validity = budget.allocate(Bitmaps.byteSize(n));
    MemorySegment bits = validity.segment();
    Kernels.active().select().takeBits(entries, coded.values(), bits, n);
    Kernels.active().logic().and(bits, coded.validityOrAll(), bits, n);
    return validity;
  }

  /** A copy of the validity of {@code vector} in a buffer of its own; null when nothing is null. */
  public static @Nullable NativeBuffer copyValidity(MemoryBudget budget, ColumnVector vector) {
    MemorySegment valid = vector.validity();
    if (valid == null) {
      return null;
    }
    long bytes = Bitmaps.byteSize(vector.length());
    NativeBuffer copy = budget.allocate(bytes);
    MemorySegment.copy(valid, 0, copy.segment(), 0, bytes);
    return copy;
  }

  private static void close(@Nullable NativeBuffer buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }
}
