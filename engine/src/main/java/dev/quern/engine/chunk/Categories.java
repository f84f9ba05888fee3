package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/**
 * Columns of a {@link CategoricalType} beside dictionary-encoded text: its codes are those of a
 * dictionary of all names, in their order.
 */
public final class Categories {
  private Categories() {}

  /** The names as a flat column of text, owned by the caller. */
  public static ColumnVector names(MemoryBudget budget, CategoricalType type) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, type.size())) {
      type.names().forEach(builder::append);
      return builder.build();
    }
  }

  /** All values of {@code type} in order: a flat column, owned by the caller. */
  public static ColumnVector all(MemoryBudget budget, CategoricalType type) {
    NativeBuffer codes = Take.numbers(budget, 0, type.size());
    return ColumnVector.flat(type, type.size(), codes, null);
  }

  /**
   * The rows of {@code values}, a flat column of a categorical, as codes into {@code dictionary},
   * which has an entry for each name and is owned by the result.
   */
  public static ColumnVector encoded(
      MemoryBudget budget, ColumnVector values, ColumnVector dictionary) {
    int n = values.length();
    int size = dictionary.length();
    NativeBuffer codes = budget.allocate((long) Integer.BYTES * n);
    MemorySegment from = values.values();
    MemorySegment to = codes.segment();
    for (int row = 0; row < n; row++) {
      // Under a null stands any number.
      int code = Slots.int32(from, row);
      Slots.setInt32(to, row, Integer.compareUnsigned(code, size) < 0 ? code : 0);
    }
    return ColumnVector.dictionary(n, codes, Selections.copyValidity(budget, values), dictionary);
  }

  /** The rows of {@code values}, of a categorical, as dictionary-encoded text. */
  public static ColumnVector text(MemoryBudget budget, ColumnVector values) {
    CategoricalType type = (CategoricalType) values.type();
    try (ColumnVector flat = Selections.flat(budget, values)) {
      return encoded(budget, flat, names(budget, type));
    }
  }

  /** The code in {@code type} of each text of a flat column without nulls; -1 where it has none. */
  public static int[] codes(CategoricalType type, ColumnVector texts) {
    int[] codes = new int[texts.length()];
    for (int row = 0; row < codes.length; row++) {
      byte[] text = Values.bytesAt(texts, row);
      codes[row] = type.code(text, 0, text.length);
    }
    return codes;
  }
}
