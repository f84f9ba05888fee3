package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Casts of lists into lists and of structs into structs: those of the elements, and of the fields,
 * which are found by name. A field that only the new type has is null, and one that only the old
 * type has is left out. Lists and structs that are null stay null.
 */
final class NestedCasts {
  private final Evaluator evaluator;
  private final boolean tries;

  private NestedCasts(Evaluator evaluator, boolean tries) {
    this.evaluator = evaluator;
    this.tries = tries;
  }

  /** Whether a value of {@code from} can be cast to {@code to}, one of which is nested. */
  static boolean exists(DType from, DType to) {
    if (from instanceof ListType a && to instanceof ListType b) {
      return Casts.exists(a.element(), b.element());
    }
    if (!(from instanceof StructType a && to instanceof StructType b)) {
      return false;
    }
    boolean any = false;
    for (Field field : b.fields()) {
      Optional<Field> own = a.field(field.name());
      if (own.isPresent()) {
        any = true;
        if (!Casts.exists(own.get().type(), field.type())) {
          return false;
        }
      }
    }
    return any;
  }

  /**
   * {@code vector} in {@code to}; owned by the caller.
   *
   * @param name what errors call a value
   * @param active the rows for which errors count
   * @param tries whether what does not fit becomes null
   */
  static ColumnVector cast(
      Evaluator evaluator,
      String name,
      ColumnVector vector,
      DType to,
      MemorySegment active,
      boolean tries) {
    return new NestedCasts(evaluator, tries).cast(name, vector, to, active);
  }

  private ColumnVector cast(String name, ColumnVector vector, DType to, MemorySegment active) {
    if (vector.type().equals(to)) {
      return vector.retain();
    }
    if (to instanceof ListType list) {
      return list(name, vector, list.element(), active);
    }
    if (to instanceof StructType struct) {
      return struct(name, vector, struct, active);
    }
    Expr.Column operand = new Expr.Column(name, vector.type());
    Expr cast = tries ? new TryCast(operand, to) : new Expr.Cast(operand, to, false);
    Schema schema = Schema.of(Field.of(name, vector.type()));
    try (Batch batch = Batch.of(schema, vector.length(), List.of(vector.retain()))) {
      return evaluator.evaluateFlat(cast, batch, active);
    }
  }

  private ColumnVector list(String name, ColumnVector vector, DType element, MemorySegment active) {
    MemoryBudget budget = evaluator.budget();
    int rows = vector.length();
    NativeBuffer spans = null;
    NativeBuffer valid = null;
    try (ColumnVector dense = Spans.dense(budget, vector);
        NativeBuffer parents = Spans.parents(budget, dense);
        NativeBuffer counting = budget.allocate(Bitmaps.byteSize(dense.elements().length()))) {
      int n = dense.elements().length();
      MemorySegment errors = Bitmaps.ALL_VALID;
      if (!Bitmaps.isAllValid(active)) {
        Kernels.active().select().takeBits(active, parents.segment(), counting.segment(), n);
        errors = counting.segment();
      }
      spans = budget.allocate((long) Spans.BYTES * rows);
      MemorySegment.copy(dense.values(), 0, spans.segment(), 0, (long) Spans.BYTES * rows);
      valid = Selections.copyValidity(budget, dense);
      try (ColumnVector flat = Selections.flat(budget, dense.elements())) {
        return ColumnVector.list(rows, spans, valid, cast(name + "[]", flat, element, errors));
      }
    } catch (RuntimeException | Error e) {
      close(spans);
      close(valid);
      throw e;
    }
  }

  private ColumnVector struct(
      String name, ColumnVector vector, StructType to, MemorySegment active) {
    MemoryBudget budget = evaluator.budget();
    StructType from = (StructType) vector.type();
    List<ColumnVector> fields = new ArrayList<>();
    NativeBuffer valid = null;
    try {
      for (Field field : to.fields()) {
        if (from.field(field.name()).isPresent()) {
          ColumnVector own = vector.fields().get(from.position(field.name()));
          // Under a null struct there may be anything, also what does not fit.
          try (ColumnVector seen = own.under(budget, vector.validityOrAll());
              ColumnVector flat = Selections.flat(budget, seen)) {
            fields.add(cast(name + "." + field.name(), flat, field.type(), active));
          }
        } else {
          fields.add(Nulls.column(budget, field.type(), vector.length()));
        }
      }
      valid = Selections.copyValidity(budget, vector);
      return ColumnVector.struct(to, vector.length(), valid, fields);
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      close(valid);
      throw e;
    }
  }

  private static void close(@Nullable NativeBuffer buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }
}
