package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Simplifier;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An expression that is computed for each element of a list. It reads the element, its place, and
 * columns of the list's row.
 *
 * <pre>
 *   row   n          y            element   y of the row   body: element * y
 *    0    [1, 2]     10              1          10             10
 *    1    null       20      -&gt;      2          10             20
 *    2    [3]        30              3          30             90
 * </pre>
 *
 * <p>The elements of all lists of a morsel are one column, and the columns of the row are repeated
 * beside it: so the body is an expression like any other, and lists in lists are no special case.
 *
 * @param body what is computed
 * @param element the name by which the body reads the element
 * @param place the name by which the body reads the element's place, from 0; int64
 * @param captured the columns of the row that the body reads
 */
record ElementExpression(Expr body, String element, String place, List<Expr.Column> captured)
    implements Serializable {

  /** Copies the list. */
  ElementExpression {
    captured = List.copyOf(captured);
  }

  /** The expression {@code body}; all columns that it reads but these two are of the row. */
  static ElementExpression of(Expr body, String element, String place) {
    List<Expr.Column> captured = new ArrayList<>();
    Expr simple =
        Exprs.replaceColumns(
            Simplifier.simplify(body),
            column -> {
              boolean ofTheRow = !column.name().equals(element) && !column.name().equals(place);
              if (ofTheRow && !captured.contains(column)) {
                captured.add(column);
              }
              return column;
            });
    return new ElementExpression(simple, element, place, captured);
  }

  /** The arguments of a function of {@code list} that has this body. */
  List<Expr> arguments(Expr list) {
    List<Expr> arguments = new ArrayList<>();
    arguments.add(list);
    arguments.addAll(captured);
    return arguments;
  }

  /** Refuses a body that is no truth value. */
  void requireTruth(String label) {
    if (body.type() != DType.BOOL) {
      throw new PlanException(
          "%s needs a truth value of each element, but %s is %s"
              .formatted(label, text(), body.type()));
    }
  }

  /** Whether columns of the row are read: a null among them need not make the result null. */
  boolean captures() {
    return !captured.isEmpty();
  }

  boolean callsUserFunction() {
    return Exprs.callsUserFunction(body);
  }

  /** The body as plans print it: {@code x -> x * 2}. */
  String text() {
    Expr readable =
        Exprs.replaceColumns(body, column -> new Expr.Column(name(column.name()), column.type()));
    return name(element) + " -> " + readable;
  }

  /* Reserved names have a zero in them, which no column of a user has. */
  private static String name(String column) {
    return column.indexOf('\0') < 0 ? column : column.substring(1);
  }

  /**
   * What the body is for each element, flat; owned by the caller.
   *
   * @param lists lists whose elements stand densely
   * @param arguments those of the function: the lists, and what is captured
   * @param active the rows for which errors count
   */
  ColumnVector evaluate(
      MemoryBudget budget, ColumnVector lists, List<ColumnVector> arguments, MemorySegment active) {
    int n = lists.elements().length();
    try (NativeBuffer parents = Spans.parents(budget, lists);
        NativeBuffer counting = budget.allocate(Bitmaps.byteSize(n));
        Batch elements = batch(budget, lists, arguments, parents.segment());
        Evaluator evaluator = new Evaluator(budget)) {
      MemorySegment errors = Bitmaps.ALL_VALID;
      if (!Bitmaps.isAllValid(active)) {
        Kernels.active().select().takeBits(active, parents.segment(), counting.segment(), n);
        errors = counting.segment();
      }
      try (ColumnVector values = evaluator.evaluate(body, elements, errors)) {
        return Selections.flat(budget, values);
      }
    }
  }

  /* A row for each element: the element, its place if that is asked for, and what is captured. */
  private Batch batch(
      MemoryBudget budget,
      ColumnVector lists,
      List<ColumnVector> arguments,
      MemorySegment parents) {
    int n = lists.elements().length();
    List<Field> fields = new ArrayList<>();
    List<ColumnVector> columns = new ArrayList<>();
    try {
      fields.add(Field.of(element, lists.elements().type()));
      columns.add(lists.elements().retain());
      if (Exprs.columns(body).contains(place)) {
        fields.add(Field.of(place, DType.INT64));
        columns.add(ColumnVector.flat(DType.INT64, n, places(budget, lists), null));
      }
      for (int i = 0; i < captured.size(); i++) {
        fields.add(Field.of(captured.get(i).name(), captured.get(i).type()));
        columns.add(Take.gather(budget, arguments.get(i + 1), parents, n));
      }
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
    return Batch.of(Schema.of(fields), n, columns);
  }

  private static NativeBuffer places(MemoryBudget budget, ColumnVector lists) {
    NativeBuffer places = budget.allocate((long) Long.BYTES * lists.elements().length());
    int at = 0;
    for (int row = 0; row < lists.length(); row++) {
      int length = Spans.length(lists.values(), row);
      for (int i = 0; i < length; i++) {
        Slots.setInt64(places.segment(), at++, i);
      }
    }
    return places;
  }
}
