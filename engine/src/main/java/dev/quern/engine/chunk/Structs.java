package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is done to a struct by doing it to its fields and its validity. */
final class Structs {
  private Structs() {}

  /** Structs of the type of {@code like}, with each field of it changed by {@code change}. */
  static ColumnVector like(
      ColumnVector like,
      int length,
      @Nullable NativeBuffer validity,
      UnaryOperator<ColumnVector> change) {
    List<ColumnVector> fields = new ArrayList<>();
    try {
      for (ColumnVector field : like.fields()) {
        fields.add(change.apply(field));
      }
      return ColumnVector.struct((StructType) like.type(), length, validity, fields);
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      throw e;
    }
  }

  static ColumnVector nulls(MemoryBudget budget, StructType type, int count) {
    List<ColumnVector> fields = new ArrayList<>();
    try (Parts parts = new Parts(budget)) {
      NativeBuffer validity = parts.add(budget.allocateZeroed(Bitmaps.byteSize(count)));
      for (Field field : type.fields()) {
        fields.add(Nulls.column(budget, field.type(), count));
      }
      return parts.owned(ColumnVector.struct(type, count, validity, fields));
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      throw e;
    }
  }

  static ColumnVector filter(
      MemoryBudget budget, ColumnVector vector, MemorySegment bits, int count) {
    try (Parts parts = new Parts(budget)) {
      NativeBuffer validity = null;
      MemorySegment valid = vector.validity();
      if (valid != null) {
        int n = vector.length();
        validity = parts.add(budget.allocate(Bitmaps.byteSize(n)));
        Kernels.active().select().filterBits(valid, bits, validity.segment(), n);
      }
      return parts.owned(
          like(vector, count, validity, field -> Selections.filter(budget, field, bits, count)));
    }
  }

  static ColumnVector decode(MemoryBudget budget, ColumnVector coded, ColumnVector dictionary) {
    int n = coded.length();
    try (Parts parts = new Parts(budget)) {
      NativeBuffer validity = Selections.decodedValidity(budget, coded, dictionary);
      if (validity != null) {
        parts.add(validity);
      }
      return parts.owned(
          like(dictionary, n, validity, field -> Take.gather(budget, field, coded.values(), n)));
    }
  }
}
