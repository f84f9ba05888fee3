package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.number.Cuts;
import dev.quern.engine.type.CategoricalType;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges that {@link ColumnNumbers#cut} puts values into: {@code Cut.at(0, 18, 65)} are two, {@code
 * Cut.at(18, 65).unbounded().labels("minor", "adult", "senior")} three. A range holds its lower
 * border and not its upper one, but for the last of bounded ranges, which holds both.
 *
 * @param borders numbers, dates or times as the column has, in rising order
 * @param labels the names of the ranges, in rising order; none for their borders as text
 * @param isRightClosed whether ranges hold their upper borders instead; the first of bounded ranges
 *     holds both then
 * @param isUnbounded whether there are ranges of what is below the first and above the last border
 */
public record Cut(
    List<?> borders, List<String> labels, boolean isRightClosed, boolean isUnbounded) {

  /** Copies the lists. */
  public Cut {
    borders = List.copyOf(borders);
    labels = List.copyOf(labels);
  }

  /** Ranges between these borders, each called by its borders: {@code [0, 18)}. */
  public static Cut at(Object... borders) {
    return new Cut(List.of(borders), List.of(), false, false);
  }

  /** The same ranges under names, as many as there are ranges. */
  public Cut labels(String... names) {
    return new Cut(borders, List.of(names), isRightClosed, isUnbounded);
  }

  /** The same with ranges that hold their upper border and not their lower one. */
  public Cut rightClosed() {
    return new Cut(borders, labels, true, isUnbounded);
  }

  /** The same with two ranges more: of what is below the first border and above the last one. */
  public Cut unbounded() {
    return new Cut(borders, labels, isRightClosed, true);
  }

  /** The range of {@code value}, as an expression. */
  Expr of(Expr value) {
    Borders of = Borders.of(borders, isUnbounded ? 1 : 2, "a cut", value);
    List<String> names = labels.isEmpty() ? names() : labels;
    int ranges = isUnbounded ? borders.size() + 1 : borders.size() - 1;
    if (names.size() != ranges) {
      throw new PlanException(
          "%d labels for %d ranges: a cut at %d borders has those between them%s"
              .formatted(
                  names.size(),
                  ranges,
                  borders.size(),
                  isUnbounded ? " and two beyond" : "; unbounded() adds two beyond"));
    }
    CategoricalType type = new CategoricalType(names);
    Cuts cuts = new Cuts(of.type(), of.values(), isRightClosed, isUnbounded, type);
    return Calls.of(cuts, Exprs.cast(value, of.type()));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    int last = borders.size() - 1;
    if (isUnbounded) {
      names.add("(-inf, %s%s".formatted(borders.getFirst(), isRightClosed ? "]" : ")"));
    }
    for (int i = 0; i < last; i++) {
      boolean holdsLower = !isRightClosed || (i == 0 && !isUnbounded);
      boolean holdsUpper = isRightClosed || (i == last - 1 && !isUnbounded);
      names.add(
          "%s%s, %s%s"
              .formatted(
                  holdsLower ? "[" : "(",
                  borders.get(i),
                  borders.get(i + 1),
                  holdsUpper ? "]" : ")"));
    }
    if (isUnbounded) {
      names.add("%s%s, inf)".formatted(isRightClosed ? "(" : "[", borders.get(last)));
    }
    return names;
  }
}
