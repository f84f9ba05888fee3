package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.plan.Rule;
import java.util.List;
import java.util.Optional;

/**
 * Sorts once what is sorted twice: equal rows keep their order, so the first order settles what the
 * second leaves equal. A window sorts its rows too.
 *
 * <pre>
 *   sort by day                      sort by day, price
 *     select day, price                select day, price
 *       sort by price                    scan sales
 *         scan sales
 * </pre>
 */
final class SortMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return switch (node) {
      case FramePlan.Sort sort ->
          below(sort.input())
              .<FramePlan>map(
                  below ->
                      new FramePlan.Sort(
                          below.rows(),
                          SortOrder.then(sort.order(), below.order()),
                          sort.limit(),
                          sort.where()))
              .orElse(sort);
      case FramePlan.Window window when !window.sorting().isEmpty() && !window.ranks().areFew() ->
          below(window.input())
              .<FramePlan>map(
                  below ->
                      window.withTies(below.rows(), SortOrder.then(window.ties(), below.order())))
              .orElse(window);
      default -> node;
    };
  }

  /**
   * Rows that are sorted, without the sort.
   *
   * @param order what they were sorted by
   */
  private record Unsorted(FramePlan rows, List<SortOrder> order) {}

  private static Optional<Unsorted> below(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Sort sort when sort.limit() == FramePlan.Sort.ALL ->
          Optional.of(new Unsorted(sort.input(), sort.order()));
      case FramePlan.Project project ->
          below(project.input()).flatMap(below -> renamed(below, project));
      default -> Optional.empty();
    };
  }

  /* All columns of the order must still be there where the rows are sorted. */
  private static Optional<Unsorted> renamed(Unsorted below, FramePlan.Project project) {
    List<SortOrder> order = RowOrder.renamed(below.order(), project.columns());
    return order.size() == below.order().size()
        ? Optional.of(new Unsorted(project.withInput(below.rows()), order))
        : Optional.empty();
  }
}
