package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Split;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.OptionalLong;

/**
 * Leaves out what cannot give a row, since a filter is never true or a part that was computed
 * already has none: what is joined with it, and the verbs on top of that.
 *
 * <pre>
 *   filter x &gt; 1                  scan no rows
 *     inner join on a = b
 *       100,000,000 rows
 *       scan stage 1, 0 rows
 * </pre>
 */
final class EmptyPrune implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return switch (node) {
      case Join join -> join(join);
      case FramePlan.Filter filter when isNeverTrue(filter.condition()) -> none(node);
      case Union union -> union(union);
      // One row comes of none; and of users' functions anything.
      case FramePlan.Aggregate aggregate when aggregate.keys().isEmpty() -> node;
      case MapBatches _ -> node;
      case FramePlan.OfOne one when isEmpty(one.input()) -> none(node);
      default -> node;
    };
  }

  private static FramePlan join(Join join) {
    boolean left = isEmpty(join.left());
    boolean right = isEmpty(join.right());
    return switch (join.type()) {
      case INNER, SEMI -> left || right ? none(join) : join;
      case LEFT -> left ? none(join) : join;
      case ANTI -> left ? none(join) : right ? join.left() : join;
    };
  }

  private static FramePlan union(Union union) {
    List<FramePlan> rest = union.inputs().stream().filter(input -> !isEmpty(input)).toList();
    return switch (rest.size()) {
      case 0 -> none(union);
      case 1 -> rest.getFirst();
      default -> rest.size() == union.inputs().size() ? union : new Union(rest, union.where());
    };
  }

  private static boolean isNeverTrue(Expr condition) {
    return condition instanceof Expr.Literal literal && !Boolean.TRUE.equals(literal.value());
  }

  private static boolean isEmpty(FramePlan plan) {
    return plan instanceof FramePlan.Scan scan
        && scan.source() instanceof ObservedSource observed
        && observed.rowCount().equals(OptionalLong.of(0));
  }

  private static FramePlan none(FramePlan node) {
    return new FramePlan.Scan(
        new NoRows(node.schema()), node.schema().names(), List.of(), node.where());
  }

  /** No rows of some columns. */
  private record NoRows(Schema schema) implements ObservedSource {
    @Override
    public List<Split> splits(ScanRequest request) {
      return List.of();
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(0);
    }

    @Override
    public double base() {
      return 0;
    }

    @Override
    public String describe() {
      return "no rows";
    }
  }
}
