package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tree of inner joins says, whatever its shape: relations, columns that are equal, and
 * conditions over several relations.
 *
 * <pre>
 *   filter o_total &gt; c_limit                  relations   customer, orders, lineitem
 *     join on o_orderkey = l_orderkey         equal       {c_custkey, o_custkey}, {o_orderkey, l_orderkey}
 *       join on c_custkey = o_custkey         conditions  o_total &gt; c_limit
 *         customer
 *         orders
 *       lineitem
 * </pre>
 *
 * <p>Columns have names that no other relation has.
 */
final class JoinGraph {
  private final List<FramePlan> relations = new ArrayList<>();
  private final List<Set<String>> equal = new ArrayList<>();
  private final List<Expr> conditions = new ArrayList<>();
  private final Map<String, Integer> relationOf = new HashMap<>();
  private final Map<String, DType> types = new HashMap<>();
  private final Map<String, String> outputs;

  private JoinGraph(FramePlan root) {
    this.outputs = flatten(root);
  }

  /** The graph of {@code root}, for which {@link #isJoins} holds. */
  static JoinGraph of(FramePlan root) {
    return new JoinGraph(root);
  }

  /** Whether {@code node} is an inner join, or filters and chooses columns of one. */
  static boolean isJoins(FramePlan node) {
    return switch (node) {
      case Join join -> join.type() == JoinKind.INNER;
      case FramePlan.Filter filter -> isJoins(filter.input());
      case FramePlan.Project project ->
          project.columns().stream().allMatch(NamedExpr::isColumn) && isJoins(project.input());
      default -> false;
    };
  }

  /** The relations; a list that may be changed to ones with the same columns. */
  List<FramePlan> relations() {
    return relations;
  }

  /** Classes of columns that are equal in every row. */
  List<Set<String>> equal() {
    return equal;
  }

  /** What else holds in every row; none of it reads a single relation. */
  List<Expr> conditions() {
    return conditions;
  }

  /** The names of the root's columns, and what they are called here. */
  Map<String, String> outputs() {
    return outputs;
  }

  /** The relation that {@code column} is of. */
  int relationOf(String column) {
    Integer relation = relationOf.get(column);
    if (relation == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return relation;
  }

  /** The relations that {@code expr} reads. */
  BitSet relationsOf(Expr expr) {
    BitSet read = new BitSet();
    Exprs.columns(expr).forEach(column -> read.set(relationOf(column)));
    return read;
  }

  private Map<String, String> flatten(FramePlan node) {
    if (!isJoins(node)) {
      return relation(node);
    }
    return switch (node) {
      case Join join -> {
        Map<String, String> left = flatten(join.left());
        Map<String, String> right = flatten(join.right());
        for (int i = 0; i < join.leftKeys().size(); i++) {
          equate(here(left, join.leftKeys().get(i)), here(right, join.rightKeys().get(i)));
        }
        Map<String, String> all = new LinkedHashMap<>(left);
        Map<String, String> read = new LinkedHashMap<>(left);
        join.conditionColumns().forEach(c -> read.put(c.name(), here(right, c.column())));
        join.conditions().forEach(condition -> conjuncts(condition, read));
        join.rightColumns().forEach(c -> all.put(c.name(), here(right, c.column())));
        yield all;
      }
      case FramePlan.Filter filter -> {
        Map<String, String> names = flatten(filter.input());
        conjuncts(filter.condition(), names);
        yield names;
      }
      case FramePlan.Project project -> {
        Map<String, String> names = flatten(project.input());
        Map<String, String> chosen = new LinkedHashMap<>();
        for (NamedExpr column : project.columns()) {
          chosen.put(column.name(), here(names, ((Expr.Column) column.expr()).name()));
        }
        yield chosen;
      }
      default -> throw new IllegalStateException(node.label());
    };
  }

  private Map<String, String> relation(FramePlan node) {
    Map<String, String> names = new LinkedHashMap<>();
    List<NamedExpr> renamed = new ArrayList<>();
    for (Field field : node.schema()) {
      String name = field.name();
      while (relationOf.containsKey(name)) {
        name += "'";
      }
      relationOf.put(name, relations.size());
      types.put(name, field.type());
      names.put(field.name(), name);
      renamed.add(new NamedExpr(name, new Expr.Column(field.name(), field.type())));
    }
    boolean same = names.entrySet().stream().allMatch(e -> e.getKey().equals(e.getValue()));
    relations.add(same ? node : new FramePlan.Project(node, renamed, node.where()));
    return names;
  }

  /** What a column of a node is called here. */
  private static String here(Map<String, String> names, String column) {
    String name = names.get(column);
    if (name == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return name;
  }

  private Expr column(String name) {
    DType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return new Expr.Column(name, type);
  }

  private void conjuncts(Expr all, Map<String, String> names) {
    for (Expr part : Exprs.conjuncts(all)) {
      condition(Exprs.replaceColumns(part, c -> column(here(names, c.name()))));
    }
  }

  private void condition(Expr part) {
    if (part instanceof Expr.Compare(CompareOp op, Expr.Column left, Expr.Column right)
        && op == CompareOp.EQ
        && relationOf(left.name()) != relationOf(right.name())) {
      equate(left.name(), right.name());
      return;
    }
    BitSet read = relationsOf(part);
    if (read.cardinality() == 1) {
      filter(read.nextSetBit(0), part);
      return;
    }
    conditions.add(part);
    for (int relation = read.nextSetBit(0);
        relation >= 0;
        relation = read.nextSetBit(relation + 1)) {
      int of = relation;
      Disjunctions.implied(part, e -> isOnlyOf(of, e)).ifPresent(implied -> filter(of, implied));
    }
  }

  private boolean isOnlyOf(int relation, Expr expr) {
    BitSet read = relationsOf(expr);
    return read.cardinality() == 1 && read.get(relation);
  }

  private void filter(int relation, Expr condition) {
    FramePlan input = relations.get(relation);
    relations.set(relation, new FramePlan.Filter(input, condition, input.where()));
  }

  private void equate(String left, String right) {
    Set<String> merged = new LinkedHashSet<>();
    equal.removeIf(
        set -> {
          boolean has = set.contains(left) || set.contains(right);
          if (has) {
            merged.addAll(set);
          }
          return has;
        });
    merged.add(left);
    merged.add(right);
    equal.add(merged);
  }

  /** Filters the relations that have two columns which equal a third one elsewhere. */
  void filterOwnEqualities() {
    for (Set<String> members : equal) {
      Map<Integer, String> first = new HashMap<>();
      for (String member : new HashSet<>(members)) {
        String other = first.putIfAbsent(relationOf(member), member);
        if (other != null) {
          filter(relationOf(member), new Expr.Compare(CompareOp.EQ, column(other), column(member)));
        }
      }
    }
  }
}
