package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import dev.quern.dataframes.StepExpressions.Both;
import dev.quern.dataframes.StepExpressions.Kind;
import dev.quern.dataframes.StepExpressions.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random chains of verbs, one on top of the other, as frames and as nested SQL: where rules of the
 * optimizer and operators meet in ways that nobody thought of. The same seed makes the same chain.
 */
final class PipelineRules {
  private static final List<Named> TABLE =
      List.of(
          new Named("r", Kind.INT),
          new Named("k", Kind.INT),
          new Named("g", Kind.INT),
          new Named("s", Kind.TEXT),
          new Named("x", Kind.REAL),
          new Named("d", Kind.DECIMAL),
          new Named("b", Kind.BOOL),
          new Named("day", Kind.DATE),
          new Named("i", Kind.INT),
          new Named("w", Kind.INT),
          new Named("tiny", Kind.UNSIGNED),
          new Named("big", Kind.UNSIGNED),
          new Named("grade", Kind.CATEGORY),
          new Named("moment", Kind.MOMENT),
          new Named("clock", Kind.CLOCK),
          new Named("l", Kind.LIST),
          new Named("p", Kind.STRUCT));

  private final StepExpressions expressions;
  private final ChainGroups groups;
  private final ChainWindows windows;
  private final ChainJoins joins;

  PipelineRules(long seed, Tally tally) {
    this.expressions = new StepExpressions(new SplittableRandom(seed), tally);
    this.groups = new ChainGroups(expressions);
    this.windows = new ChainWindows(expressions);
    this.joins =
        new ChainJoins(expressions, groups, (table, steps) -> steps(table(table), steps, false));
  }

  Query next() {
    Chain chain = steps(table(expressions.chance(80) ? "t" : "u"), 1 + expressions.below(5), true);
    return new Query(chain.sql(), chain.frame());
  }

  private Chain steps(Chain chain, int count, boolean mayJoin) {
    for (int i = 0; i < count; i++) {
      chain = step(chain, mayJoin);
    }
    return chain;
  }

  private Chain table(String name) {
    String table =
        expressions.chance(4) ? name + "_none" : expressions.chance(4) ? name + "_one" : name;
    return new Chain("FROM " + table, tables -> tables.apply(table), TABLE, List.of("r"), false);
  }

  private Chain step(Chain chain, boolean mayJoin) {
    if (StepExpressions.exact(chain.columns()).isEmpty()) {
      return filter(chain);
    }
    Arms<Chain> arms =
        expressions
            .<Chain>arms("step")
            .add(2, "filter", () -> filter(chain))
            .add("select", () -> select(chain))
            .add("with column", () -> withColumn(chain))
            .add(2, "aggregate", () -> groups.aggregate(chain))
            .add("distinct", () -> distinct(chain))
            .add("union", () -> union(chain))
            .add(2, "window", () -> windows.window(chain))
            .add("top", () -> top(chain))
            .add("top of groups", () -> groups.topOfGroups(chain))
            .add("lists", () -> groups.lists(chain))
            .add("grouping sets", () -> groups.groupingSets(chain))
            .add("explode", () -> explode(chain));
    if (mayJoin && !chain.isLarge()) {
      arms.add("single row", () -> joins.single(chain))
          .add("among", () -> joins.among(chain))
          .add(4, "join", () -> joins.join(chain));
    }
    return arms.take();
  }

  // Rows

  private Chain filter(Chain chain) {
    Both condition = expressions.condition(chain.columns());
    return chain.then(
        "FROM %s WHERE " + condition.sql(),
        frame -> frame.filter(condition.column()),
        chain.columns(),
        chain.unique());
  }

  private Chain distinct(Chain chain) {
    List<Named> kept = expressions.some(StepExpressions.exact(chain.columns()), 1, 4);
    List<String> names = kept.stream().map(Named::name).toList();
    return chain.then(
        "SELECT DISTINCT %s FROM ".formatted(String.join(", ", names)) + "%s",
        frame -> frame.distinct(names.toArray(String[]::new)),
        kept,
        names);
  }

  private Chain union(Chain chain) {
    Both condition = expressions.condition(chain.columns());
    String names = String.join(", ", chain.names());
    return new Chain(
        "SELECT %1$s FROM (%2$s) UNION ALL SELECT %1$s FROM (%2$s) WHERE %3$s"
            .formatted(names, chain.sql(), condition.sql()),
        tables -> {
          DataFrame frame = chain.frame().apply(tables);
          return frame.union(frame.filter(condition.column()));
        },
        chain.columns(),
        List.of(),
        chain.isLarge());
  }

  private Chain top(Chain chain) {
    if (chain.unique().isEmpty()) {
      return distinct(chain);
    }
    Named by = expressions.one(StepExpressions.exact(chain.columns()));
    boolean down = expressions.chance(50);
    int count = 1 + expressions.below(60);
    int offset = expressions.chance(30) ? expressions.below(20) : 0;
    List<Object> keys = new ArrayList<>(List.of(down ? desc(by.name()) : asc(by.name())));
    keys.addAll(chain.unique());
    return chain.then(
        "FROM %%s ORDER BY %s LIMIT %d OFFSET %d"
            .formatted(Chain.order(by, down, chain.unique()), count, offset),
        frame -> {
          DataFrame sorted = frame.sort(keys.toArray());
          return offset == 0 ? sorted.limit(count) : sorted.slice(offset, count);
        },
        chain.columns(),
        chain.unique());
  }

  /** A row for each element of a list. */
  private Chain explode(Chain chain) {
    List<Named> lists = StepExpressions.of(chain.columns(), Kind.LIST);
    if (lists.isEmpty() || chain.isLarge()) {
      return filter(chain);
    }
    String list = expressions.one(lists).name();
    List<Named> columns =
        chain.columns().stream()
            .map(c -> c.name().equals(list) ? new Named(list, Kind.INT) : c)
            .toList();
    return chain.then(
        "SELECT * REPLACE (unnest(CASE WHEN len(%1$s) > 0 THEN %1$s ELSE [NULL] END) AS %1$s) FROM "
                .formatted(list)
            + "%s",
        frame -> frame.explode(list),
        columns,
        List.of());
  }

  // Columns

  private Chain select(Chain chain) {
    List<Named> kept =
        new ArrayList<>(expressions.some(chain.columns(), 2, chain.columns().size()));
    List<String> sql = new ArrayList<>(kept.stream().map(Named::name).toList());
    List<Object> columns = new ArrayList<>(sql);
    for (int i = expressions.below(3); i > 0; i--) {
      Both made = expressions.any(chain.columns());
      String name = expressions.fresh();
      kept.add(new Named(name, made.kind()));
      sql.add(made.sql() + " AS " + name);
      columns.add(made.column().as(name));
    }
    boolean isUnique = kept.stream().map(Named::name).toList().containsAll(chain.unique());
    return chain.then(
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%") + "%s",
        frame -> frame.select(columns.toArray()),
        kept,
        isUnique ? chain.unique() : List.of());
  }

  /** A column in place of one of its kind. */
  private Chain withColumn(Chain chain) {
    Both made = expressions.any(chain.columns());
    List<Named> alike =
        StepExpressions.of(chain.columns(), made.kind()).stream()
            .filter(c -> !chain.unique().contains(c.name()))
            .toList();
    if (alike.isEmpty()) {
      return select(chain);
    }
    String name = expressions.one(alike).name();
    return chain.then(
        "SELECT * REPLACE (%s AS %s) FROM ".formatted(made.sql(), name).replace("%", "%%") + "%s",
        frame -> frame.withColumn(name, made.column()),
        chain.columns(),
        chain.unique());
  }
}
