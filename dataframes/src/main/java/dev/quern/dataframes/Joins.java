package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes join nodes: checks keys, aligns their types, names the output. */
final class Joins {
  private Joins() {}

  static FramePlan plan(
      FramePlan left, FramePlan right, JoinOn on, JoinKind type, SourceLine where) {
    if (on.left().isEmpty() && on.conditions().isEmpty()) {
      throw new PlanException(
          "a join needs at least one pair of columns to compare, or a condition", where);
    }
    boolean byNested =
        on.left().stream().anyMatch(key -> left.schema().field(key).type().isNested());
    if (byNested || !on.nullsEqual().isEmpty() || !on.conditions().isEmpty()) {
      Optional<FramePlan> nullSafe = NullSafeJoins.plan(left, right, on, type, where);
      if (nullSafe.isPresent()) {
        return nullSafe.get();
      }
    }
    Schema leftSchema = left.schema();
    Schema rightSchema = right.schema();
    FramePlan alignedRight = right;
    List<String> rightKeys = new ArrayList<>();
    for (int i = 0; i < on.left().size(); i++) {
      Field a = leftSchema.field(on.left().get(i));
      Field b = rightSchema.field(on.right().get(i));
      Exprs.requireKey("joined by", a.name(), a.type());
      String key = b.name();
      if (!a.type().equals(alignedRight.schema().field(key).type())) {
        checkComparable(a, b, where);
        // One that is compared already keeps the type that it has for that.
        key = rightKeys.contains(key) ? key + "#" + i : key;
        alignedRight = withType(alignedRight, b.name(), a.type(), key);
      }
      rightKeys.add(key);
    }
    List<RightColumn> named = named(leftSchema, rightSchema, on.right());
    Join join =
        new Join(
            left,
            alignedRight,
            on.left(),
            rightKeys,
            type.hasBuildColumns()
                ? named.subList(0, rightSchema.size() - Set.copyOf(on.right()).size())
                : List.of(),
            type,
            where);
    return on.conditions().isEmpty() ? join : conditional(join, named, on, where);
  }

  static FramePlan cross(FramePlan left, FramePlan right, SourceLine where) {
    List<RightColumn> columns = named(left.schema(), right.schema(), List.of());
    return new Join(left, right, List.of(), List.of(), columns, JoinKind.INNER, where);
  }

  /** {@code join} of pairs that meet the conditions too; of an inner join they are a filter. */
  private static FramePlan conditional(
      Join join, List<RightColumn> named, JoinOn on, SourceLine where) {
    List<Field> fields = new ArrayList<>(join.left().schema().fields());
    for (RightColumn column : named) {
      fields.add(join.right().schema().field(column.column()).withName(column.name()));
    }
    Schema pair = Schema.of(fields);
    List<Expr> conditions = new ArrayList<>();
    for (Column condition : on.conditions()) {
      Expr bound = WindowPlans.none(condition.bind(pair), "a join's condition");
      if (bound.type() != DType.BOOL) {
        throw new PlanException(
            "a join's condition is a truth value, but %s is %s".formatted(bound, bound.type()),
            where);
      }
      conditions.addAll(Exprs.conjuncts(bound));
    }
    if (join.type() != JoinKind.INNER) {
      return new Join(
              join.left(),
              join.right(),
              join.leftKeys(),
              join.rightKeys(),
              join.rightColumns(),
              join.type(),
              conditions,
              named,
              where)
          .withConditions(conditions);
    }
    // A right key equals the left one, which is what comes out.
    Map<String, Expr> keys = new HashMap<>();
    for (RightColumn column : named) {
      int key = join.rightKeys().indexOf(column.column());
      if (key >= 0) {
        keys.put(column.name(), Exprs.column(join.left().schema(), join.leftKeys().get(key)));
      }
    }
    Expr all = conditions.stream().reduce(Expr.And::new).orElseThrow();
    return new FramePlan.Filter(
        join, Exprs.replaceColumns(all, c -> keys.getOrDefault(c.name(), c)), where);
  }

  /**
   * {@code left} with its integer keys in the type in which they meet the right ones: for joins
   * that have the values of right keys in the left column.
   */
  static DataFrame widened(DataFrame left, DataFrame right, JoinOn on) {
    DataFrame wide = left;
    for (int i = 0; i < on.left().size(); i++) {
      DType own = wide.schema().field(on.left().get(i)).type();
      DType other = right.schema().field(on.right().get(i)).type();
      DType common =
          isWhole(own) && isWhole(other) ? Promotion.common(own, other).orElse(own) : own;
      if (!common.equals(own)) {
        wide = wide.cast(on.left().get(i), common);
      }
    }
    return wide;
  }

  static void checkComparable(Field left, Field right, SourceLine where) {
    DType common = Promotion.common(left.type(), right.type()).orElse(null);
    boolean areIntegers = isWhole(left.type()) && isWhole(right.type());
    boolean isKnown =
        common != null && (common.equals(left.type()) || areIntegers || common.isNested());
    if (!isKnown) {
      throw new PlanException(
          "cannot join %s (%s) with %s (%s): cast one of them to the other's type first"
              .formatted(left.name(), left.type(), right.name(), right.type()),
          where);
    }
  }

  /* An integer too large for the type is null, and so equal to nothing, which is right. */
  private static FramePlan withType(FramePlan plan, String column, DType type, String name) {
    List<NamedExpr> columns = new ArrayList<>();
    for (Field field : plan.schema()) {
      if (!field.name().equals(name)) {
        columns.add(NamedExpr.column(field));
      }
    }
    columns.add(new NamedExpr(name, typed(Exprs.column(plan.schema(), column), type)));
    return new FramePlan.Project(plan, columns, plan.where());
  }

  private static Expr typed(Expr key, DType type) {
    return isWhole(key.type()) && isWhole(type) ? Exprs.tryCast(key, type) : Exprs.cast(key, type);
  }

  static boolean isWhole(DType type) {
    return type.isInteger() || type.isUnsigned();
  }

  /** All right columns with names that the left side does not have, the keys last. */
  static List<RightColumn> named(Schema left, Schema right, List<String> keys) {
    Set<String> taken = new HashSet<>(left.names());
    List<RightColumn> columns = new ArrayList<>();
    for (boolean ofKeys : new boolean[] {false, true}) {
      for (Field field : right) {
        if (keys.contains(field.name()) == ofKeys) {
          String name = field.name();
          while (!taken.add(name)) {
            name += "_right";
          }
          columns.add(new RightColumn(field.name(), name));
        }
      }
    }
    return columns;
  }
}
