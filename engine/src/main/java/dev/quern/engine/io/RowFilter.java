package dev.quern.engine.io;

import dev.quern.engine.chunk.Batch;
import java.util.List;

/**
 * A condition that a reader may ask, batch by batch, which of them are worth reading to the end.
 * Used by the reader's thread alone.
 */
public interface RowFilter {

  /**
   * What every wanted row meets, of a kind that statistics can decide; asked when the reader comes
   * to a piece of the file.
   */
  default List<ScanPredicate> predicates() {
    return List.of();
  }

  /** The columns that {@link #wants} looks at. */
  List<String> columns();

  /**
   * Whether any row is wanted. Of a batch that is wanted all rows are handed out next, in one
   * piece: the filter may keep what it found out about them.
   *
   * @param batch the rows, with these columns at least; stays the caller's
   */
  boolean wants(Batch batch);

  /** Hears of {@code rows} rows that were passed over, since none of them is wanted. */
  void skipped(long rows);
}
