package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Choices;
import dev.quern.engine.expr.Choices.NullSafePair;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes joins in which nulls are equal to each other, and those by lists and structs. A pair of
 * keys whose nulls are equal is compared as two: the values, with a constant in the place of null,
 * and whether they are null. A list or struct is compared as the bytes that stand for it. So these
 * are joins by keys like any other.
 *
 * <pre>
 *   join on k null-safe       select k, a, b
 *     left                      join on #value 1 = #value 1 and #null 1 = #null 1
 *     right                       select k, a, coalesce(k, 0) as #value 1, k is null as #null 1
 *                                   left
 *                                 the same of right
 * </pre>
 */
final class NullSafeJoins {
  private final Schema pair;
  private final Set<String> ofLeft;
  private final List<NamedExpr> left;
  private final List<NamedExpr> right;
  private final List<String> leftKeys = new ArrayList<>();
  private final List<String> rightKeys = new ArrayList<>();
  private final List<Column> conditions = new ArrayList<>();
  private int names;

  private NullSafeJoins(Schema left, List<Field> right) {
    List<Field> fields = new ArrayList<>(left.fields());
    fields.addAll(right);
    this.pair = Schema.of(fields);
    this.ofLeft = new HashSet<>(left.names());
    this.left = new ArrayList<>(left.fields().stream().map(NamedExpr::column).toList());
    this.right = new ArrayList<>(right.stream().map(NamedExpr::column).toList());
  }

  /** The join, if nulls are equal to each other in any of its keys, or one is a list or struct. */
  static Optional<FramePlan> plan(
      FramePlan left, FramePlan right, JoinOn on, JoinKind type, SourceLine where) {
    // Names by which the conditions know the right columns.
    List<RightColumn> named = Joins.named(left.schema(), right.schema(), on.right());
    List<NamedExpr> renamed =
        named.stream()
            .map(c -> new NamedExpr(c.name(), Exprs.column(right.schema(), c.column())))
            .toList();
    NullSafeJoins joins =
        new NullSafeJoins(left.schema(), renamed.stream().map(NamedExpr::field).toList());
    joins.keys(on, named, where);
    for (Column condition : on.conditions()) {
      joins.condition(condition);
    }
    if (joins.names == 0) {
      return Optional.empty();
    }
    FramePlan join =
        Joins.plan(
            new FramePlan.Project(left, joins.left, where),
            new FramePlan.Project(new FramePlan.Project(right, renamed, where), joins.right, where),
            new JoinOn(joins.leftKeys, joins.rightKeys, joins.conditions),
            type,
            where);
    List<NamedExpr> outputs = new ArrayList<>(joins.left.subList(0, left.schema().size()));
    if (type.hasBuildColumns()) {
      named.stream()
          .filter(column -> !on.right().contains(column.column()))
          .forEach(c -> outputs.add(NamedExpr.column(join.schema().field(c.name()))));
    }
    return Optional.of(new FramePlan.Project(join, outputs, where));
  }

  private void keys(JoinOn on, List<RightColumn> named, SourceLine where) {
    for (int i = 0; i < on.left().size(); i++) {
      String leftKey = on.left().get(i);
      String rightKey = name(named, on.right().get(i));
      if (on.nullsEqual().contains(leftKey)) {
        Field a = pair.field(leftKey);
        Joins.checkComparable(a, pair.field(rightKey).withName(on.right().get(i)), where);
        add(Exprs.column(pair, leftKey), Exprs.column(pair, rightKey));
      } else if (pair.field(leftKey).type().isNested()) {
        Field b = pair.field(rightKey).withName(on.right().get(i));
        Joins.checkComparable(pair.field(leftKey), b, where);
        addNested(Exprs.column(pair, leftKey), Exprs.column(pair, rightKey));
      } else {
        leftKeys.add(leftKey);
        rightKeys.add(rightKey);
      }
    }
  }

  /* A condition by which sides are equal or both null is a key, too. */
  private void condition(Column condition) {
    for (Expr part : Exprs.conjuncts(condition.bind(pair))) {
      Optional<NullSafePair> sides = Choices.nullSafePair(part);
      if (sides.isPresent() && isOf(sides.get().left(), true) && isOf(sides.get().right(), false)) {
        add(sides.get().left(), sides.get().right());
      } else if (sides.isPresent()
          && isOf(sides.get().left(), false)
          && isOf(sides.get().right(), true)) {
        add(sides.get().right(), sides.get().left());
      } else {
        conditions.add(Column.computed(_ -> part));
      }
    }
  }

  /** Whether {@code expr} reads columns of one side alone, and some. */
  private boolean isOf(Expr expr, boolean isLeft) {
    Set<String> columns = Exprs.columns(expr);
    return Exprs.isKey(expr.type())
        && !columns.isEmpty()
        && columns.stream().allMatch(column -> ofLeft.contains(column) == isLeft);
  }

  private void add(Expr ofLeftSide, Expr ofRightSide) {
    names++;
    add(key(ofLeftSide, ofRightSide), left, leftKeys, "left");
    add(key(ofRightSide, ofLeftSide), right, rightKeys, "right");
  }

  /* A null equals nothing, and stays null. */
  private void addNested(Expr ofLeftSide, Expr ofRightSide) {
    names++;
    left.add(new NamedExpr("#left value " + names, key(ofLeftSide, ofRightSide)));
    leftKeys.add(left.getLast().name());
    right.add(new NamedExpr("#right value " + names, key(ofRightSide, ofLeftSide)));
    rightKeys.add(right.getLast().name());
  }

  /* What stands for a key; lists and structs in the type in which they meet the other side's. */
  private static Expr key(Expr own, Expr other) {
    DType type =
        own.type().isNested()
            ? Promotion.common(own.type(), other.type()).orElse(own.type())
            : own.type();
    return Exprs.key("joined by", Exprs.implicit(own, type));
  }

  /* Not names that a user would give; the projection above leaves these columns out again. */
  private void add(Expr key, List<NamedExpr> columns, List<String> keys, String side) {
    Expr value = Exprs.coalesce(key, Exprs.zero(key.type()));
    columns.add(new NamedExpr("#%s value %d".formatted(side, names), value));
    columns.add(new NamedExpr("#%s null %d".formatted(side, names), Exprs.isNull(key)));
    columns.subList(columns.size() - 2, columns.size()).forEach(c -> keys.add(c.name()));
  }

  private static String name(List<RightColumn> named, String column) {
    return named.stream().filter(c -> c.column().equals(column)).findFirst().orElseThrow().name();
  }
}
