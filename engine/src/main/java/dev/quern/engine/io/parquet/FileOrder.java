package dev.quern.engine.io.parquet;

import dev.quern.engine.io.OrderedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of files are surely ordered by: what all row groups declare that they are, if our
 * writer has written them, which compares the rows first. Others write down what they are told.
 *
 * <p>Bounds that contradict make it void. Several files are in order only if their bounds tell so,
 * and nulls are at the very end where they belong. Where the least value of a file may be the
 * greatest of the one before, further keys do not count: in either file they begin anew.
 */
final class FileOrder {
  /**
   * The least and the greatest value of the first key in a file.
   *
   * @param nulls how many there are beside them; -1 when it is not known
   */
  private record Extremes(Comparable<?> least, Comparable<?> greatest, long nulls) {}

  private final OrderedColumn first;

  private FileOrder(OrderedColumn first) {
    this.first = first;
  }

  /** The order of the rows of {@code files}, read in this order; nothing where none is sure. */
  static List<OrderedColumn> of(List<ParquetFile> files) {
    List<ParquetFile> all = files.stream().filter(file -> file.rows() > 0).toList();
    List<OrderedColumn> order = null;
    for (ParquetFile file : all) {
      List<OrderedColumn> own = declared(file);
      order = order == null ? own : common(order, own);
      if (order.isEmpty()) {
        return order;
      }
    }
    return order == null ? List.of() : new FileOrder(order.getFirst()).checked(order, all);
  }

  private static List<OrderedColumn> declared(ParquetFile file) {
    String writer = file.footer().metadata().getCreated_by();
    if (writer == null || !writer.startsWith(ParquetSource.WRITER)) {
      return List.of();
    }
    List<OrderedColumn> order = null;
    for (RowGroup group : file.rowGroups()) {
      List<SortingColumn> sorting = group.getSorting_columns();
      List<OrderedColumn> own = sorting == null ? List.of() : named(file, sorting);
      order = order == null ? own : common(order, own);
    }
    return order == null ? List.of() : order;
  }

  private static List<OrderedColumn> named(ParquetFile file, List<SortingColumn> sorting) {
    List<OrderedColumn> order = new ArrayList<>();
    for (SortingColumn key : sorting) {
      Optional<FileColumn> column =
          file.columns().stream()
              .filter(c -> c instanceof FileColumn.Flat flat && flat.leaf() == key.getColumn_idx())
              .findFirst();
      if (column.isEmpty()) {
        break;
      }
      order.add(new OrderedColumn(column.get().name(), key.isDescending(), key.isNulls_first()));
    }
    return order;
  }

  private static List<OrderedColumn> common(List<OrderedColumn> order, List<OrderedColumn> other) {
    int same = 0;
    while (same < order.size() && same < other.size() && order.get(same).equals(other.get(same))) {
      same++;
    }
    return List.copyOf(order.subList(0, same));
  }

  /** As much of {@code order} as the bounds of {@code files} leave. */
  private List<OrderedColumn> checked(List<OrderedColumn> order, List<ParquetFile> files) {
    List<OrderedColumn> left = order;
    Extremes before = null;
    for (int i = 0; i < files.size(); i++) {
      Optional<List<Extremes>> groups = groups(files.get(i));
      if (groups.isEmpty()) {
        // Bounds may be left out, and a file's own order needs none.
        return files.size() == 1 ? order : List.of();
      }
      for (int j = 1; j < groups.get().size(); j++) {
        if (step(groups.get().get(j - 1), groups.get().get(j)) > 0) {
          return List.of();
        }
      }
      if (files.size() > 1) {
        Extremes own = together(groups.get());
        boolean mayHaveNulls = i == (first.nullsFirst() ? 0 : files.size() - 1);
        int step = before == null ? -1 : step(before, own);
        if (step > 0 || (own.nulls() != 0 && !mayHaveNulls)) {
          return List.of();
        }
        left = step == 0 ? List.of(first) : left;
        before = own;
      }
    }
    return left;
  }

  /** The extremes of each row group that has values; nothing where some are not known. */
  private Optional<List<Extremes>> groups(ParquetFile file) {
    if (!(file.column(first.column()).orElse(null) instanceof FileColumn.Flat column)) {
      return Optional.empty();
    }
    List<Extremes> groups = new ArrayList<>();
    for (int i = 0; i < file.rowGroups().size(); i++) {
      long nulls = ChunkOutline.of(file, i, column).nulls();
      if (file.rowGroups().get(i).getNum_rows() == 0) {
        continue;
      }
      StatisticsBounds bounds = bounds(file, i, column);
      if (bounds == null) {
        return Optional.empty();
      }
      groups.add(new Extremes(bounds.least(), bounds.greatest(), nulls));
    }
    return Optional.of(groups);
  }

  private static @Nullable StatisticsBounds bounds(
      ParquetFile file, int group, FileColumn.Flat column) {
    Statistics statistics = file.metadata(group, column).getStatistics();
    return statistics == null ? null : StatisticsBounds.of(file, column, statistics);
  }

  private static Extremes together(List<Extremes> groups) {
    Comparable<?> least = groups.getFirst().least();
    Comparable<?> greatest = groups.getFirst().greatest();
    long nulls = 0;
    for (Extremes group : groups) {
      least = StatisticsBounds.compare(group.least(), least) < 0 ? group.least() : least;
      greatest =
          StatisticsBounds.compare(group.greatest(), greatest) > 0 ? group.greatest() : greatest;
      nulls = nulls < 0 || group.nulls() < 0 ? -1 : nulls + group.nulls();
    }
    return new Extremes(least, greatest, nulls);
  }

  /** Less than 0 where all values of {@code next} come later, 0 where one may be equal. */
  private int step(Extremes before, Extremes next) {
    return first.descending()
        ? StatisticsBounds.compare(next.greatest(), before.least())
        : StatisticsBounds.compare(before.greatest(), next.least());
  }
}
