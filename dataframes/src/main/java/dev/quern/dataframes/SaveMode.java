package dev.quern.dataframes;

/** What becomes of what is there already under the name of a file or folder to write. */
public enum SaveMode {
  /** It is an error that something is there. */
  CREATE,
  /** The files are added to those of the folder, behind them in order. */
  APPEND,
  /** The result of an earlier run is replaced as a whole; anything else there is an error. */
  OVERWRITE,
  /**
   * Of a folder that is partitioned, the partitions that have rows now are replaced, each as a
   * whole, and the others stay.
   */
  OVERWRITE_PARTITIONS
}
