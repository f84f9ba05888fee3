package dev.quern.dataframes.plan;

import dev.quern.dataframes.plan.FramePlan.Sort;
import dev.quern.engine.expr.Expr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sides of a join that are both sorted by its keys, one as the other: they are merged, and no
 * table is made. A sort may have columns renamed or left out above it.
 *
 * @param keys how many of the first columns of either order are the keys
 */
public record SortedSides(Side left, Side right, int keys) {

  /**
   * A sorted side.
   *
   * @param columns the columns of {@code sort} by the names that the join knows them by
   */
  public record Side(Sort sort, Map<String, String> columns) {
    /** Copies the map. */
    public Side {
      columns = Map.copyOf(columns);
    }

    /** The column of {@code sort} that the join knows by {@code name}. */
    public String column(String name) {
      String column = columns.get(name);
      if (column == null) {
        throw new IllegalArgumentException("no column '%s' in %s".formatted(name, columns));
      }
      return column;
    }

    private static Optional<Side> of(FramePlan plan) {
      return switch (plan) {
        case Sort sort when sort.limit() == Sort.ALL -> {
          Map<String, String> same = new HashMap<>();
          sort.schema().names().forEach(name -> same.put(name, name));
          yield Optional.of(new Side(sort, same));
        }
        case FramePlan.Project project
            when project.columns().stream().allMatch(NamedExpr::isColumn) ->
            of(project.input()).map(side -> side.renamed(project.columns()));
        default -> Optional.empty();
      };
    }

    private Side renamed(List<NamedExpr> projected) {
      Map<String, String> renamed = new HashMap<>();
      for (NamedExpr column : projected) {
        renamed.put(column.name(), column(((Expr.Column) column.expr()).name()));
      }
      return new Side(sort, renamed);
    }
  }

  /** The sides of {@code join}, if they are sorted so, and equal keys are all that is asked for. */
  public static Optional<SortedSides> of(Join join) {
    if (join.leftKeys().isEmpty() || !join.conditions().isEmpty()) {
      return Optional.empty();
    }
    return Side.of(join.left())
        .flatMap(left -> Side.of(join.right()).flatMap(right -> of(join, left, right)));
  }

  private static Optional<SortedSides> of(Join join, Side left, Side right) {
    Set<Pair> pairs = new HashSet<>();
    for (int i = 0; i < join.leftKeys().size(); i++) {
      pairs.add(
          new Pair(left.column(join.leftKeys().get(i)), right.column(join.rightKeys().get(i))));
    }
    List<SortOrder> leftOrder = left.sort().order();
    List<SortOrder> rightOrder = right.sort().order();
    int keys = pairs.size();
    if (leftOrder.size() < keys || rightOrder.size() < keys) {
      return Optional.empty();
    }
    for (int i = 0; i < keys; i++) {
      SortOrder key = leftOrder.get(i);
      SortOrder other = rightOrder.get(i);
      if (!pairs.remove(new Pair(key.column(), other.column()))
          || key.descending() != other.descending()
          || key.nullsFirst() != other.nullsFirst()) {
        return Optional.empty();
      }
    }
    return Optional.of(new SortedSides(left, right, keys));
  }

  private record Pair(String left, String right) {}
}
