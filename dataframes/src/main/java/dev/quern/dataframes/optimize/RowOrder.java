package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.Lengths;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.dataframes.plan.Union;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The order that the rows of a plan are surely in: that of a sort, a window or a {@link
 * dev.quern.engine.io.Source source}, as far as what stands above keeps the rows' order and the
 * columns.
 *
 * <pre>
 *   select day, price            by day
 *     filter price &gt; 0           by day, shop
 *       sort by day, shop        by day, shop
 * </pre>
 *
 * <p>Inner joins and groups are in no order that could be told, and so is a left join under a
 * filter, which may become an inner one.
 */
public final class RowOrder {
  private RowOrder() {}

  /** What the rows of {@code plan} are ordered by; nothing where no order is known. */
  public static List<SortOrder> of(FramePlan plan) {
    return of(plan, false);
  }

  /**
   * The same.
   *
   * @param filtered whether fewer rows of {@code plan} may be looked at
   */
  private static List<SortOrder> of(FramePlan plan, boolean filtered) {
    return switch (plan) {
      case FramePlan.Scan scan -> upTo(SortOrder.of(scan.source()), scan.columns());
      case FramePlan.Sort sort -> SortOrder.then(sort.order(), of(sort.input(), filtered));
      case FramePlan.Window window ->
          window.ranks().areFew()
              ? window.rowOrder()
              : SortOrder.then(window.rowOrder(), of(window.input(), filtered));
      case FramePlan.Filter filter -> of(filter.input(), true);
      case FramePlan.Project project -> renamed(of(project.input(), filtered), project.columns());
      case Join join -> join(join, filtered);
      case Explode explode -> {
        List<String> kept = new ArrayList<>(explode.schema().names());
        kept.removeAll(explode.columns());
        yield upTo(of(explode.input(), filtered), kept);
      }
      case RowIndex index -> {
        List<SortOrder> order = of(index.input(), filtered);
        yield order.isEmpty() ? List.of(new SortOrder(index.name(), false, false)) : order;
      }
      case FramePlan.Limit limit -> of(limit.input(), filtered);
      case FramePlan.Shared shared -> of(shared.input(), filtered);
      case Slice slice -> of(slice.input(), filtered);
      case Sample sample -> of(sample.input(), filtered);
      case Zip zip -> zip(zip);
      case FramePlan.Aggregate _, MapBatches _, Union _ -> List.of();
    };
  }

  private static List<SortOrder> zip(Zip zip) {
    if (zip.lengths() == Lengths.LONGEST) {
      return List.of();
    }
    List<SortOrder> left = of(zip.left(), false);
    return left.isEmpty() ? of(zip.right(), false) : left;
  }

  private static List<SortOrder> join(Join join, boolean filtered) {
    return switch (join.type()) {
      case INNER -> List.of();
      case LEFT -> filtered ? List.of() : of(join.left(), false);
      case SEMI, ANTI -> of(join.left(), true);
    };
  }

  /** The first keys, as long as they are by one of {@code columns}. */
  private static List<SortOrder> upTo(List<SortOrder> order, List<String> columns) {
    return order.stream().takeWhile(key -> columns.contains(key.column())).toList();
  }

  /** {@code order} in the names that a projection gives, as far as it keeps the columns. */
  static List<SortOrder> renamed(List<SortOrder> order, List<NamedExpr> columns) {
    List<SortOrder> renamed = new ArrayList<>();
    for (SortOrder key : order) {
      Optional<NamedExpr> kept =
          columns.stream()
              .filter(c -> c.expr() instanceof Expr.Column of && of.name().equals(key.column()))
              .findFirst();
      if (kept.isEmpty()) {
        break;
      }
      renamed.add(new SortOrder(kept.get().name(), key.descending(), key.nullsFirst()));
    }
    return renamed;
  }
}
