package dev.quern.engine.io;

import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import java.util.Optional;
import java.util.function.Function;

/** Texts of a file on their way to a categorical; those of a dictionary are looked up once. */
public final class CategoryColumn {
  private final CategoricalType type;
  private final MemoryBudget budget;
  private final Function<String, RuntimeException> error;
  private Optional<Object> dictionary = Optional.empty();
  private int[] codes = {};

  /**
   * Values of {@code type}.
   *
   * @param error what is thrown with a message when a text is none of the names
   */
  public CategoryColumn(
      CategoricalType type, MemoryBudget budget, Function<String, RuntimeException> error) {
    this.type = type;
    this.budget = budget;
    this.error = error;
  }

  /** The values of these texts, which are closed; owned by the caller. */
  public ColumnVector of(ColumnVector texts) {
    try (texts) {
      int n = texts.length();
      NativeBuffer out = budget.allocateZeroed((long) Integer.BYTES * n);
      try {
        for (int row = 0; row < n; row++) {
          if (!texts.isNull(row)) {
            Slots.setInt32(out.segment(), row, code(texts, row));
          }
        }
        return ColumnVector.flat(type, n, out, Selections.copyValidity(budget, texts));
      } catch (RuntimeException e) {
        out.close();
        throw e;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same storage
  private int code(ColumnVector texts, int row) {
    int code;
    if (texts.isDictionary()) {
      Object identity = texts.dictionary().identity();
      if (dictionary.isEmpty() || dictionary.get() != identity) {
        codes = Categories.codes(type, texts.dictionary());
        dictionary = Optional.of(identity);
      }
      code = codes[Slots.int32(texts.values(), row)];
    } else {
      byte[] text = Values.bytesAt(texts, row);
      code = type.code(text, 0, text.length);
    }
    if (code < 0) {
      throw error.apply(type.unknown(Values.stringAt(texts, row)));
    }
    return code;
  }
}
