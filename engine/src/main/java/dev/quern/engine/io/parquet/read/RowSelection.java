package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import java.io.Serializable;

/** Which rows of one row group are worth reading: found when it is opened. */
public interface RowSelection extends Serializable {

  /** The rows, by what {@code file} tells of its pages. Reads that, and no page. */
  RowRanges select(InputFile file);
}
