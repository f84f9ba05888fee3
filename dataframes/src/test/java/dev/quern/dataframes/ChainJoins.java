package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;

import dev.quern.dataframes.StepExpressions.Both;
import dev.quern.dataframes.StepExpressions.Kind;
import dev.quern.dataframes.StepExpressions.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Random joins of a chain with another one. */
final class ChainJoins {
  private final StepExpressions expressions;
  private final ChainGroups groups;
  private final Others others;

  /** Makes the other side. */
  interface Others {
    Chain chain(String table, int steps);
  }

  ChainJoins(StepExpressions expressions, ChainGroups groups, Others others) {
    this.expressions = expressions;
    this.groups = groups;
    this.others = others;
  }

  /** The columns of another chain under names of their own. */
  private Chain renamed(Chain chain) {
    List<Named> columns = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    List<Object> selected = new ArrayList<>();
    for (Named column : chain.columns()) {
      String name = expressions.fresh();
      columns.add(new Named(name, column.kind()));
      sql.add(column.name() + " AS " + name);
      selected.add(col(column.name()).as(name));
    }
    List<String> unique =
        chain.unique().stream().map(u -> columns.get(chain.names().indexOf(u)).name()).toList();
    return chain.then(
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%") + "%s",
        frame -> frame.select(selected.toArray()),
        columns,
        unique);
  }

  /** Beside one row of aggregates. */
  Chain single(Chain chain) {
    Chain other = others.chain("u", expressions.below(2));
    if (StepExpressions.exact(other.columns()).isEmpty()) {
      return chain;
    }
    List<Named> made = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    Aggregation[] aggregations =
        groups.aggregations(other.columns(), made, sql).toArray(Aggregation[]::new);
    List<Named> columns = new ArrayList<>(chain.columns());
    columns.addAll(made);
    return new Chain(
        "SELECT * FROM (%s) CROSS JOIN (SELECT %s FROM (%s))"
            .formatted(chain.sql(), String.join(", ", sql), other.sql()),
        tables ->
            chain.frame().apply(tables).crossJoin(other.frame().apply(tables).agg(aggregations)),
        columns,
        chain.unique(),
        chain.isLarge());
  }

  /** The rows whose value is among those of another chain, or is not. */
  Chain among(Chain chain) {
    Chain other = others.chain("u", expressions.below(2));
    Named value = expressions.one(StepExpressions.exact(chain.columns()));
    List<Named> alike = StepExpressions.of(other.columns(), value.kind());
    if (alike.isEmpty() || value.kind() == Kind.DECIMAL) {
      return chain;
    }
    String among = expressions.one(alike).name();
    boolean isIn = expressions.chance(50);
    return new Chain(
        "FROM (%s) WHERE %s %s IN (SELECT %s FROM (%s) WHERE %s IS NOT NULL)"
            .formatted(chain.sql(), value.name(), isIn ? "" : "NOT", among, other.sql(), among),
        tables -> {
          DataFrame values = other.frame().apply(tables).select(among).dropNulls();
          Column in = col(value.name()).in(values);
          return chain.frame().apply(tables).filter(isIn ? in : in.not());
        },
        chain.columns(),
        chain.unique(),
        chain.isLarge());
  }

  Chain join(Chain chain) {
    Chain left = chain;
    Chain right = renamed(others.chain(expressions.chance(15) ? "t" : "u", expressions.below(3)));
    List<String> leftKeys = new ArrayList<>();
    List<String> rightKeys = new ArrayList<>();
    for (Named key : expressions.some(StepExpressions.exact(left.columns()), 1, 4)) {
      List<Named> alike = StepExpressions.of(right.columns(), key.kind());
      // Too many rows are equal in a truth value alone.
      boolean isUseful = key.kind() != Kind.BOOL || !leftKeys.isEmpty();
      if (!alike.isEmpty() && isUseful && leftKeys.size() < 2 && key.kind() != Kind.DECIMAL) {
        leftKeys.add(key.name());
        rightKeys.add(expressions.one(alike).name());
      }
    }
    if (leftKeys.isEmpty()) {
      return left;
    }
    if (expressions.chance(25)) {
      boolean isDown = expressions.chance(50);
      left = sorted(left, leftKeys, isDown);
      right = sorted(right, rightKeys, isDown);
    }
    List<Named> both = new ArrayList<>(left.columns());
    both.addAll(right.columns());
    JoinOn on = new JoinOn(leftKeys, rightKeys);
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < leftKeys.size(); i++) {
      pairs.append(i == 0 ? "" : " AND ");
      pairs.append("%s = %s".formatted(leftKeys.get(i), rightKeys.get(i)));
    }
    if (expressions.chance(40)) {
      Both condition = expressions.condition(both);
      on = on.where(condition.column());
      pairs.append(" AND ").append(condition.sql());
    }
    return joined(left, right, on, pairs.toString());
  }

  /** A side in the order of its keys: two such sides are merged. */
  private static Chain sorted(Chain side, List<String> keys, boolean isDown) {
    Object[] order = keys.stream().map(key -> isDown ? desc(key) : asc(key)).toArray();
    return side.then("FROM %s", frame -> frame.sort(order), side.columns(), side.unique());
  }

  private Chain joined(Chain left, Chain right, JoinOn on, String pairs) {
    List<Named> columns = new ArrayList<>(left.columns());
    right.columns().stream().filter(c -> !on.right().contains(c.name())).forEach(columns::add);
    String names = columns.stream().map(Named::name).collect(Collectors.joining(", "));
    String from = "SELECT %s FROM (%s) %%s JOIN (%s) ON %s";
    String inner = from.formatted(names, left.sql(), right.sql(), pairs);
    return switch (expressions.below(6)) {
      case 0, 1 -> pair(left, right, inner.replace("%s", "INNER"), columns, on, DataFrame::join);
      case 2 -> pair(left, right, inner.replace("%s", "LEFT"), columns, on, DataFrame::leftJoin);
      case 3 -> {
        boolean isFull = expressions.chance(50);
        List<String> outer = new ArrayList<>();
        for (Named column : columns) {
          int key = on.left().indexOf(column.name());
          outer.add(
              key < 0
                  ? column.name()
                  : "coalesce(%1$s, %2$s) AS %1$s".formatted(column.name(), on.right().get(key)));
        }
        String sql =
            from.formatted(String.join(", ", outer), left.sql(), right.sql(), pairs)
                .replace("%s", isFull ? "FULL" : "RIGHT");
        yield pair(
            left, right, sql, columns, on, isFull ? DataFrame::fullJoin : DataFrame::rightJoin);
      }
      default -> {
        boolean isSemi = expressions.chance(50);
        String sql =
            "FROM (%s) WHERE %s EXISTS (SELECT 1 FROM (%s) WHERE %s)"
                .formatted(left.sql(), isSemi ? "" : "NOT", right.sql(), pairs);
        Chain rows =
            pair(
                left,
                right,
                sql,
                left.columns(),
                on,
                isSemi ? DataFrame::semiJoin : DataFrame::antiJoin);
        yield new Chain(rows.sql(), rows.frame(), rows.columns(), left.unique(), left.isLarge());
      }
    };
  }

  private interface Pair {
    DataFrame of(DataFrame left, DataFrame right, JoinOn on);
  }

  private static Chain pair(
      Chain left, Chain right, String sql, List<Named> columns, JoinOn on, Pair pair) {
    return new Chain(
        sql,
        tables -> pair.of(left.frame().apply(tables), right.frame().apply(tables), on),
        columns,
        List.of(),
        true);
  }
}
