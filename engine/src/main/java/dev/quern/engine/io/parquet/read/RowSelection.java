package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanPredicate;
import java.io.Serializable;
import java.util.List;

/** Which rows of one row group are worth reading: found when it is opened. */
public interface RowSelection extends Serializable {

  /**
   * The rows, by what {@code file} tells of its pages. Reads that, and no page.
   *
   * @param predicates what wanted rows meet besides, known by now
   */
  RowRanges select(InputFile file, List<ScanPredicate> predicates);
}
