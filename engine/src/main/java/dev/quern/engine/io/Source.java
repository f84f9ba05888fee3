package dev.quern.engine.io;

import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A table that can be read in independent pieces. Making one reads metadata only (footers, a sample
 * of the text). Immutable and safe to share between threads.
 */
public interface Source {

  /** The columns that can be asked for. */
  Schema schema();

  /**
   * The pieces that answer {@code request}, in the order of the data, after what its predicates
   * exclude by statistics was left out.
   */
  List<? extends Split> splits(ScanRequest request);

  /** The number of rows when metadata tells it. */
  OptionalLong rowCount();

  /**
   * About how many rows there are, as metadata or the size of files tells: plans build on it,
   * answers do not.
   */
  default OptionalLong estimatedRows() {
    return rowCount();
  }

  /** The rows of each file, in the order of the data; nothing if they are not of files. */
  default List<FileRows> files() {
    return List.of();
  }

  /** The columns that have one value in all rows of a piece, as those of folders' names. */
  default List<String> pieceConstants() {
    return List.of();
  }

  /**
   * What metadata tells exactly of pieces of the data, all of them but those without rows; empty
   * when it does not tell everything that is asked for.
   *
   * @param counted the columns whose values are to be counted
   * @param bounded the columns whose least and greatest value is wanted
   */
  default Optional<List<PieceSummary>> summaries(Set<String> counted, Set<String> bounded) {
    OptionalLong rows = rowCount();
    if (rows.isEmpty() || !counted.isEmpty() || !bounded.isEmpty() || !pieceConstants().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        rows.getAsLong() == 0 ? List.of() : List.of(PieceSummary.ofRows(rows.getAsLong())));
  }

  /** What the rows are surely ordered by, first what matters most; nothing for no order. */
  default List<OrderedColumn> order() {
    return List.of();
  }

  /** What metadata tells of a column's values: estimates build on it, answers do not. */
  default ColumnStatistics statistics(String column) {
    return ColumnStatistics.UNKNOWN;
  }

  /**
   * This source with one column more, a field of a struct, if it can be read without the others.
   *
   * @param path the column and the fields on the way to it, joined by dots: the name of the new
   *     column, of which there is none yet. It is null where a struct around it is
   */
  default Optional<Source> withField(String path) {
    return Optional.empty();
  }

  /**
   * This source with at least those rows that are among the first so many by an order, and of
   * others as few as whoever holds them can leave out; nothing when that is none. Whoever asks
   * orders and limits all the same.
   *
   * @param order what the rows are ordered by, first what matters most; of none, any rows will do
   */
  default Optional<Source> withFirst(List<ScanOrder> order, long rows) {
    return Optional.empty();
  }

  /** What plans print: the format and the path. */
  String describe();
}
