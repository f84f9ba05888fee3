package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins in the order that is estimated to be the cheapest, and makes the table of the smaller side:
 * for each tree of inner joins, with the filters and choices of columns between them. The relations
 * are what is not an inner join; trees inside of them are ordered by themselves.
 *
 * <p>What equalities imply is used: columns that equal the same one are joined directly, and a
 * cross join whose filter compares columns is a join by them.
 */
final class JoinReorder implements Rule<FramePlan> {
  private final boolean again;

  /**
   * The rule.
   *
   * @param again whether it has rewritten the plan before: what it has semi joined stays so
   */
  JoinReorder(boolean again) {
    this.again = again;
  }

  @Override
  public FramePlan apply(FramePlan root) {
    return rewrite(root, new Estimates());
  }

  private FramePlan rewrite(FramePlan node, Estimates estimates) {
    if (!JoinGraph.isJoins(node)) {
      return Rule.mapChildren(node, child -> rewrite(child, estimates));
    }
    JoinGraph graph = JoinGraph.of(node);
    graph.filterOwnEqualities();
    AggregateReduce.reduce(graph, estimates, again);
    graph.relations().replaceAll(relation -> rewrite(relation, estimates));
    List<Estimates.Estimate> sizes = graph.relations().stream().map(estimates::of).toList();
    Builder builder = new Builder(graph, node.where());
    FramePlan joined = builder.build(JoinOrder.best(graph, sizes));
    Schema schema = joined.schema();
    List<NamedExpr> outputs = new ArrayList<>();
    for (Map.Entry<String, String> output : graph.outputs().entrySet()) {
      outputs.add(
          new NamedExpr(
              output.getKey(),
              new Expr.Column(output.getValue(), schema.field(output.getValue()).type())));
    }
    return new FramePlan.Project(joined, outputs, node.where());
  }

  /** Plans out of trees; a condition is tested as soon as all that it reads is there. */
  private record Builder(JoinGraph graph, SourceLine where) {

    FramePlan build(JoinOrder.Tree tree) {
      JoinOrder.Tree probe = tree.left();
      JoinOrder.Tree table = tree.right();
      if (probe == null || table == null) {
        return graph.relations().get(tree.relation());
      }
      FramePlan left = build(probe);
      FramePlan right = build(table);
      List<String> leftKeys = new ArrayList<>();
      List<String> rightKeys = new ArrayList<>();
      for (Set<String> members : graph.equal()) {
        Optional<String> mine = member(members, probe.relations());
        Optional<String> theirs = member(members, table.relations());
        if (mine.isPresent() && theirs.isPresent()) {
          leftKeys.add(mine.get());
          rightKeys.add(theirs.get());
        }
      }
      List<RightColumn> all =
          right.schema().names().stream().map(name -> new RightColumn(name, name)).toList();
      FramePlan join = new Join(left, right, leftKeys, rightKeys, all, JoinKind.INNER, where);
      return FilterPush.filtered(join, newConditions(tree, probe, table), where);
    }

    private List<Expr> newConditions(
        JoinOrder.Tree tree, JoinOrder.Tree left, JoinOrder.Tree right) {
      return graph.conditions().stream()
          .filter(
              condition -> {
                BitSet read = graph.relationsOf(condition);
                return isWithin(read, tree) && !isWithin(read, left) && !isWithin(read, right);
              })
          .toList();
    }

    private static boolean isWithin(BitSet read, JoinOrder.Tree tree) {
      BitSet missing = (BitSet) read.clone();
      missing.andNot(tree.relations());
      return missing.isEmpty();
    }

    private Optional<String> member(Set<String> members, BitSet relations) {
      return members.stream().filter(member -> relations.get(graph.relationOf(member))).findFirst();
    }
  }
}
