package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What functions of lists have in common. */
final class ListVectors {
  private ListVectors() {}

  /** The type of the elements of a list argument; what is none is refused. */
  static DType element(String label, DType type) {
    if (type instanceof ListType list) {
      return list.element();
    }
    throw new PlanException("%s needs a list, but gets %s".formatted(label, type));
  }

  /** The type of the entries of a map argument: a list of structs with a key and a value. */
  static StructType entry(String label, DType type) {
    if (type instanceof ListType(StructType entry)
        && entry.fields().size() == 2
        && entry.fields().get(0).name().equals("key")
        && entry.fields().get(1).name().equals("value")) {
      return entry;
    }
    throw new PlanException(
        "%s needs a map, which is a list of structs of key and value, but gets %s"
            .formatted(label, type));
  }

  /** The same lists of other elements, as many as before; owns {@code elements} from here on. */
  static ColumnVector withElements(MemoryBudget budget, ColumnVector list, ColumnVector elements) {
    NativeBuffer spans = null;
    try {
      spans = copy(budget, list);
      return ColumnVector.list(
          list.length(), spans, Selections.copyValidity(budget, list), elements);
    } catch (RuntimeException | Error e) {
      elements.close();
      close(spans);
      throw e;
    }
  }

  /** A copy of the spans of {@code list}. */
  static NativeBuffer copy(MemoryBudget budget, ColumnVector list) {
    long bytes = (long) Spans.BYTES * list.length();
    NativeBuffer spans = budget.allocate(bytes);
    MemorySegment.copy(list.values(), 0, spans.segment(), 0, bytes);
    return spans;
  }

  /** A bitmap of the rows that have a value in both; null when all have. */
  static @Nullable NativeBuffer validity(
      MemoryBudget budget, ColumnVector first, ColumnVector second) {
    if (first.validity() == null) {
      return Selections.copyValidity(budget, second);
    }
    NativeBuffer valid = budget.allocate(Bitmaps.byteSize(first.length()));
    Kernels.active()
        .logic()
        .and(first.validityOrAll(), second.validityOrAll(), valid.segment(), first.length());
    return valid;
  }

  static void close(@Nullable NativeBuffer buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }
}
