package dev.quern.engine.join;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.CompareOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of a join's condition that compares a value of the build side with one of the probe side
 * by less or greater, and that an index can answer.
 *
 * @param build over columns of the build side; on the left of {@code relation}
 * @param relation less or greater, or equal
 * @param probe over columns of the probe side
 */
public record RangeComparison(Expr build, CompareOp relation, Expr probe) {

  /** The comparisons in {@code condition}. */
  public static List<RangeComparison> of(Expr condition, Set<String> buildColumns) {
    List<RangeComparison> parts = new ArrayList<>();
    for (Expr part : Exprs.conjuncts(condition)) {
      if (part instanceof Expr.Compare compare && isRange(compare)) {
        Set<String> left = Exprs.columns(compare.left());
        Set<String> right = Exprs.columns(compare.right());
        if (isBuild(left, buildColumns) && isProbe(right, buildColumns)) {
          parts.add(new RangeComparison(compare.left(), compare.op(), compare.right()));
        } else if (isProbe(left, buildColumns) && isBuild(right, buildColumns)) {
          parts.add(new RangeComparison(compare.right(), compare.op().swap(), compare.left()));
        }
      }
    }
    return parts;
  }

  private static boolean isRange(Expr.Compare compare) {
    return switch (compare.op()) {
      case LT, LE, GT, GE ->
          RangeWords.exist(compare.left().type())
              && compare.left().type().equals(compare.right().type());
      case EQ, NE -> false;
    };
  }

  private static boolean isBuild(Set<String> read, Set<String> buildColumns) {
    return !read.isEmpty() && buildColumns.containsAll(read);
  }

  private static boolean isProbe(Set<String> read, Set<String> buildColumns) {
    return !read.isEmpty() && read.stream().noneMatch(buildColumns::contains);
  }

  /**
   * What to index the build side by for these comparisons: first the value that is compared most
   * often, as that of a band is, and one more; none for none.
   */
  public static List<Expr> keys(List<RangeComparison> comparisons) {
    Map<Expr, Integer> counts = new LinkedHashMap<>();
    comparisons.forEach(part -> counts.merge(part.build(), 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<Expr, Integer> e) -> -e.getValue()))
        .limit(2)
        .map(Map.Entry::getKey)
        .toList();
  }
}
