package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether rows can be among some, a row group or a page, of which a little is known. */
final class Pruning {
  private Pruning() {}

  /**
   * Whether one of the rows can meet {@code predicate}.
   *
   * @param rows how many there are
   * @param nulls how many of them are null; -1 when that is not known
   * @param bounds their bounds, or null when those are not known
   */
  static boolean mayMatch(
      ColumnPredicate predicate,
      long rows,
      long nulls,
      Supplier<@Nullable StatisticsBounds> bounds) {
    if (predicate.comparison() == Comparison.IS_NULL) {
      return nulls != 0;
    }
    if (nulls == rows) {
      return false;
    }
    return predicate.comparison() == Comparison.IS_NOT_NULL
        || withinBounds(bounds.get(), predicate);
  }

  /**
   * Whether all rows with a value meet {@code predicate}, or those that do not, as NaN, are not
   * told by bounds: nothing is gained by looking for them page by page.
   */
  static boolean allMatch(ColumnPredicate predicate, StatisticsBounds bounds) {
    Comparable<?> value = bounds.comparable(predicate.value());
    return value != null
        && switch (predicate.comparison()) {
          case LESS_OR_EQUAL -> StatisticsBounds.compare(value, bounds.greatest()) >= 0;
          case GREATER_OR_EQUAL -> StatisticsBounds.compare(value, bounds.least()) <= 0;
          default -> false;
        };
  }

  private static boolean withinBounds(
      @Nullable StatisticsBounds bounds, ColumnPredicate predicate) {
    if (bounds == null) {
      return true;
    }
    if (predicate.value() instanceof List<?> several) {
      for (Object one : several) {
        Comparable<?> value = bounds.comparable(one);
        if (value == null || bounds.contain(value)) {
          return true;
        }
      }
      return false;
    }
    Comparable<?> value = bounds.comparable(predicate.value());
    if (value == null) {
      return true;
    }
    int toLeast = StatisticsBounds.compare(value, bounds.least());
    int toGreatest = StatisticsBounds.compare(value, bounds.greatest());
    boolean bounded = !bounds.mayHoldNaN();
    return switch (predicate.comparison()) {
      case EQUAL -> bounds.contain(value);
      case STARTS_WITH -> bounds.mayStartWith(value);
      case NOT_EQUAL -> !(bounded && bounds.exact() && toLeast == 0 && toGreatest == 0);
      case LESS -> toLeast > 0;
      case LESS_OR_EQUAL -> toLeast >= 0;
      // NaN is greater than everything, and not counted in the bounds.
      case GREATER -> !bounded || toGreatest < 0;
      case GREATER_OR_EQUAL -> !bounded || toGreatest <= 0;
      case IN, IS_NULL, IS_NOT_NULL -> true;
    };
  }
}
