package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowLoop;
import dev.quern.engine.function.Signature;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Casts to categoricals. Text is looked up as it stands, blanks included, and once per distinct
 * value where it is dictionary-encoded; values of another categorical keep their name.
 */
final class CategoryCasts {
  private static final Signature OF_TEXT = Signature.of(Parameter.TEXT).gives(DType.INT32);
  private static final int UNKNOWN = -1;

  private CategoryCasts() {}

  /**
   * The codes of texts.
   *
   * @param tries whether a text that is no name becomes null, or else is an error
   */
  static ColumnVector ofText(
      Evaluator evaluator, Expr.Cast e, Batch batch, MemorySegment active, boolean tries) {
    CategoricalType type = (CategoricalType) e.type();
    try (ColumnVector text = evaluator.evaluate(e.operand(), batch, active)) {
      if (text.isDictionary() && text.dictionary().length() <= text.length()) {
        int[] codes = Categories.codes(type, text.dictionary());
        return ofCodes(evaluator, e, text, codes, active, tries);
      }
      try (ColumnVector flat = Selections.flat(evaluator.budget(), text);
          Validity validity = Validity.of(evaluator.budget(), flat);
          Validity counting = validity.counting(active)) {
        return RowLoop.run(
            evaluator.budget(),
            lookUp(e, type, tries),
            OF_TEXT,
            List.of(flat),
            counting.segment(),
            validity.segment(),
            type,
            flat.length());
      }
    }
  }

  private static RowFunction lookUp(Expr.Cast e, CategoricalType type, boolean tries) {
    return (in, out) -> {
      int code = type.code(in.text(0), 0, in.length(0));
      if (code >= 0) {
        out.set((long) code);
      } else if (tries) {
        out.setNull();
      } else {
        throw unknown(e, new String(in.text(0), 0, in.length(0), StandardCharsets.UTF_8));
      }
    };
  }

  /** Values of another categorical by their names. */
  static ColumnVector ofCategories(
      Evaluator evaluator, Expr.Cast e, ColumnVector values, MemorySegment active, boolean tries) {
    CategoricalType from = (CategoricalType) values.type();
    CategoricalType to = (CategoricalType) e.type();
    int[] meanings = new int[from.size()];
    for (int code = 0; code < meanings.length; code++) {
      byte[] name = from.name(code).getBytes(StandardCharsets.UTF_8);
      meanings[code] = to.code(name, 0, name.length);
    }
    return ofCodes(evaluator, e, values, meanings, active, tries);
  }

  /* The meaning of each row's code. */
  private static ColumnVector ofCodes(
      Evaluator evaluator,
      Expr.Cast e,
      ColumnVector coded,
      int[] meanings,
      MemorySegment active,
      boolean tries) {
    int n = coded.length();
    try (Validity validity = Validity.of(evaluator.budget(), coded);
        NativeBuffer known = evaluator.allocate(DType.BOOL, n)) {
      Kernels.active().logic().fill(true, known.segment(), n);
      NativeBuffer out = evaluator.allocate(e.type(), n);
      boolean all = true;
      for (int row = 0; row < n; row++) {
        int meaning = coded.isNull(row) ? 0 : meanings[Slots.int32(coded.values(), row)];
        if (meaning == UNKNOWN && !tries && Bitmaps.get(active, row)) {
          out.close();
          throw unknown(e, String.valueOf(Values.objectAt(coded, row)));
        }
        if (meaning == UNKNOWN) {
          Bitmaps.set(known.segment(), row, false);
          all = false;
        }
        Slots.setInt32(out.segment(), row, Math.max(meaning, 0));
      }
      if (!all) {
        validity.restrict(known.segment());
      }
      return ColumnVector.flat(e.type(), n, out, validity.take());
    }
  }

  private static ComputeException unknown(Expr.Cast e, String text) {
    return new ComputeException(
        "%s, in %s".formatted(((CategoricalType) e.type()).unknown(text), e));
  }
}
