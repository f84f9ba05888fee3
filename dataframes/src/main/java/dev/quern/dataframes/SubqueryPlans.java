package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.Collect;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Subquery;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what comes from the rows of other frames out of filters and projections: joins below them
 * compute it, and columns stand in its place. All of them keep the left rows in their order.
 *
 * <pre>
 *   filter a in (rows)             semi join on a = #value
 *     input                          input
 *                                    select x as #value
 *                                      rows
 *
 *   select a in (rows) as b        select case when #found then true when #rows = 0 then false ...
 *     input                          left join of all rows
 *                                      left join on a = #value
 *                                        input
 *                                        the different values that are not null, true as #found
 *                                      how many rows, and how many of them are not null
 * </pre>
 */
final class SubqueryPlans {
  private static final String VALUE = "#value";

  private final SourceLine where;
  private final Map<Subquery, Expr> known = new HashMap<>();
  private FramePlan plan;
  private int names;

  private SubqueryPlans(FramePlan input, SourceLine where) {
    this.plan = input;
    this.where = where;
  }

  /** Whether {@code operand} is among the values of {@code rows}. */
  static Expr in(Expr operand, DataFrame rows) {
    Field field = onlyColumn("in", rows);
    Exprs.requireKey("compared", operand.toString(), operand.type());
    Exprs.requireKey("compared", field.name(), field.type());
    Expr other = NamedExpr.column(field).expr();
    // Fails here, at the user's call, when the two cannot be compared.
    Exprs.compare(CompareOp.EQ, operand, other);
    DType common =
        Promotion.common(operand.type(), field.type())
            .orElseThrow(
                () ->
                    new PlanException(
                        "cannot look for %s (%s) among the values of %s (%s): cast one of them to"
                                .formatted(operand, operand.type(), field.name(), field.type())
                            + " the other's type first"));
    // Joins compare integers of different types as they are.
    boolean areIntegers = Joins.isWhole(operand.type()) && Joins.isWhole(field.type());
    Expr wanted = areIntegers ? operand : Exprs.implicit(operand, common);
    DType type = areIntegers ? field.type() : common;
    return Subquery.in(wanted, typed(rows.plan(), other, type, SourceLine.here()));
  }

  /** The value of the only row of {@code rows}. */
  static Column scalar(DataFrame rows) {
    Field field = onlyColumn("scalar", rows);
    FramePlan plan =
        typed(rows.plan(), NamedExpr.column(field).expr(), field.type(), SourceLine.here());
    return Column.computed(_ -> Subquery.scalar(plan, field.type()));
  }

  private static Field onlyColumn(String verb, DataFrame rows) {
    Schema schema = rows.schema();
    if (schema.size() != 1) {
      throw new PlanException(
          "%s takes a frame of one column, not of %s: select one of them"
              .formatted(verb, schema.names()));
    }
    return schema.fields().getFirst();
  }

  /* The only column of `rows` in a type and under a name that no user gives. */
  private static FramePlan typed(FramePlan rows, Expr value, DType type, SourceLine where) {
    return new FramePlan.Project(
        rows, List.of(new NamedExpr(VALUE, Exprs.implicit(value, type))), where);
  }

  /** The rows of {@code input} for which {@code condition} is true. */
  static FramePlan filter(FramePlan input, Expr condition, SourceLine where) {
    List<Expr> plain = new ArrayList<>();
    List<Expr> others = new ArrayList<>();
    for (Expr part : Exprs.conjuncts(condition)) {
      (holdsSubquery(part) ? others : plain).add(part);
    }
    FramePlan rows = input;
    if (others.isEmpty()) {
      return filtered(rows, List.of(WindowPlans.none(condition, "a filter")), where);
    }
    rows = filtered(rows, plain, where);
    SubqueryPlans plans = new SubqueryPlans(rows, where);
    List<Expr> conditions = new ArrayList<>();
    for (Expr part : others) {
      if (part instanceof Subquery in && isPlainIn(in)) {
        plans.semi(in);
      } else {
        conditions.add(plans.without(part));
      }
    }
    List<NamedExpr> columns = input.schema().fields().stream().map(NamedExpr::column).toList();
    FramePlan all = filtered(plans.plan, conditions, where);
    return all.schema().equals(input.schema()) ? all : new FramePlan.Project(all, columns, where);
  }

  private static FramePlan filtered(FramePlan rows, List<Expr> conditions, SourceLine where) {
    return conditions.stream()
        .map(part -> WindowPlans.none(part, "a filter"))
        .reduce(Expr.And::new)
        .<FramePlan>map(all -> new FramePlan.Filter(rows, all, where))
        .orElse(rows);
  }

  /** {@code columns} of {@code input}, window functions among them. */
  static FramePlan project(FramePlan input, List<NamedExpr> columns, SourceLine where) {
    SubqueryPlans plans = new SubqueryPlans(input, where);
    List<NamedExpr> without =
        columns.stream().map(c -> new NamedExpr(c.name(), plans.without(c.expr()))).toList();
    return WindowPlans.project(plans.plan, without, where);
  }

  private static boolean holdsSubquery(Expr expr) {
    return expr instanceof Subquery
        || expr.children().stream().anyMatch(SubqueryPlans::holdsSubquery);
  }

  private static boolean isPlainIn(Subquery subquery) {
    return subquery.kind() == Subquery.Kind.IN && !holdsSubquery(subquery.children().getFirst());
  }

  /* A filter keeps what is true, so nulls need not be told from what is false. */
  private void semi(Subquery in) {
    plan = joined((FramePlan) in.rows(), in.children().getFirst(), JoinKind.SEMI);
  }

  private FramePlan joined(FramePlan rows, Expr operand, JoinKind kind) {
    JoinOn on = new JoinOn(List.of(column(operand)), List.of(VALUE));
    return Joins.plan(plan, rows, on, kind, where);
  }

  /** {@code expr} with columns in the place of what comes from other frames. */
  private Expr without(Expr expr) {
    if (!holdsSubquery(expr)) {
      return expr;
    }
    Expr simple = expr.withChildren(expr.children().stream().map(this::without).toList());
    if (!(simple instanceof Subquery subquery)) {
      return simple;
    }
    Expr before = known.get(subquery);
    if (before != null) {
      return before;
    }
    FramePlan rows = (FramePlan) subquery.rows();
    Expr value =
        switch (subquery.kind()) {
          case IN -> found(subquery.children().getFirst(), rows);
          case SCALAR -> scalar(rows, subquery.type());
        };
    known.put(subquery, value);
    return value;
  }

  /* Whether `operand` is among `rows`: not, and null, are told apart by what else there is. */
  private Expr found(Expr operand, FramePlan rows) {
    names++;
    FramePlan different = new FramePlan.Shared(DataFrame.distinctOf(rows).plan(), where);
    Expr value = Exprs.column(different.schema(), VALUE);
    List<NamedExpr> marked =
        List.of(new NamedExpr(VALUE, value), new NamedExpr("#found " + names, Exprs.literal(true)));
    FramePlan values = new FramePlan.Filter(different, Exprs.not(Exprs.isNull(value)), where);
    plan = joined(new FramePlan.Project(values, marked, where), operand, JoinKind.LEFT);
    Expr found = newest();
    List<NamedAggregate> counts =
        List.of(
            new NamedAggregate("#rows " + names, AggregateFunction.COUNT_ALL, List.of()),
            new NamedAggregate("#values " + names, AggregateFunction.COUNT, List.of(value)));
    addRow(new FramePlan.Aggregate(different, List.of(), counts, where));
    Expr allRows = Exprs.column(plan.schema(), "#rows " + names);
    Expr hasNull = Exprs.compare(CompareOp.LT, newest(), allRows);
    return Exprs.when(
        Exprs.not(Exprs.isNull(found)),
        Exprs.literal(true),
        Exprs.when(
            Exprs.and(
                Exprs.compare(CompareOp.GT, allRows, Exprs.literal(0L)),
                Exprs.or(Exprs.isNull(operand), hasNull)),
            Exprs.nullOf(DType.BOOL),
            Exprs.literal(false)));
  }

  /** The value of the only one of {@code rows}, of {@code type}. */
  private Expr scalar(FramePlan rows, DType type) {
    names++;
    String name = "#scalar " + names;
    Expr value = new Expr.Column(VALUE, type);
    if (hasOneRowAtMost(rows)) {
      addRow(new FramePlan.Project(rows, List.of(new NamedExpr(name, value)), where));
      return newest();
    }
    NamedAggregate all = new NamedAggregate("#all", new Collect(true), List.of(value));
    FramePlan one =
        new FramePlan.Aggregate(
            new FramePlan.Limit(rows, 2, where), List.of(), List.of(all), where);
    Expr only =
        Lists.only(
            Exprs.column(one.schema(), "#all"),
            "scalar takes a frame of one row at most, and this one has more: aggregate it, or take"
                + " limit(1)");
    addRow(new FramePlan.Project(one, List.of(new NamedExpr(name, only)), where));
    return newest();
  }

  private static boolean hasOneRowAtMost(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Aggregate aggregate -> aggregate.keys().isEmpty();
      case FramePlan.Limit limit -> limit.count() <= 1;
      case FramePlan.Filter filter -> hasOneRowAtMost(filter.input());
      case FramePlan.Project project -> hasOneRowAtMost(project.input());
      default -> false;
    };
  }

  /** Puts the columns of {@code row}, which is one row or none, beside each row. */
  private void addRow(FramePlan row) {
    List<RightColumn> columns = Joins.named(plan.schema(), row.schema(), List.of());
    plan = new Join(plan, row, List.of(), List.of(), columns, JoinKind.LEFT, where);
  }

  /** The column that was added last. */
  private Expr newest() {
    Field last = plan.schema().fields().getLast();
    return new Expr.Column(last.name(), last.type());
  }

  /** The name of a column of {@link #plan} that holds {@code operand}. */
  private String column(Expr operand) {
    if (operand instanceof Expr.Column column) {
      return column.name();
    }
    String name = "#operand " + ++names;
    List<NamedExpr> columns =
        new ArrayList<>(plan.schema().fields().stream().map(NamedExpr::column).toList());
    columns.add(
        new NamedExpr(name, WindowPlans.none(operand, "what is looked for in another frame")));
    plan = new FramePlan.Project(plan, columns, where);
    return name;
  }
}
