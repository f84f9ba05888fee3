package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Over;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes sort nodes. Keys that are no columns yet are computed below and left out again above.
 *
 * <pre>
 *   sort by abs(x) desc            select x, y
 *     input                          sort by #sort 1 desc
 *                                      select x, y, abs(x) as #sort 1
 *                                        input
 * </pre>
 */
final class SortPlans {
  private SortPlans() {}

  static FramePlan sort(FramePlan input, List<Over.Ordered> keys, SourceLine where) {
    Schema schema = input.schema();
    List<NamedExpr> columns = new ArrayList<>(columns(schema));
    List<SortOrder> order = new ArrayList<>();
    for (Over.Ordered key : keys) {
      String name;
      if (key.value() instanceof Expr.Column column) {
        name = column.name();
      } else {
        name = "#sort " + (columns.size() - schema.size() + 1);
        columns.add(new NamedExpr(name, key.value()));
      }
      order.add(new SortOrder(name, key.descending(), key.nullsFirst()));
    }
    if (columns.size() == schema.size()) {
      return new FramePlan.Sort(input, order, FramePlan.Sort.ALL, where);
    }
    FramePlan computed = new FramePlan.Project(input, columns, where);
    FramePlan sorted = new FramePlan.Sort(computed, order, FramePlan.Sort.ALL, where);
    return new FramePlan.Project(sorted, columns(schema), where);
  }

  private static List<NamedExpr> columns(Schema schema) {
    return schema.fields().stream().map(NamedExpr::column).toList();
  }
}
