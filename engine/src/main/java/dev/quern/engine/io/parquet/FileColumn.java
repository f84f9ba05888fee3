package dev.quern.engine.io.parquet;

import dev.quern.engine.io.parquet.read.ColumnSpec;

/** A column at the top of a file's schema. */
sealed interface FileColumn {

  /** The column's name. */
  String name();

  /**
   * A flat column that can be read.
   *
   * @param spec how it is stored and what it becomes
   * @param leaf which of a row group's column chunks it is
   */
  record Flat(ColumnSpec spec, int leaf) implements FileColumn {
    @Override
    public String name() {
      return spec.name();
    }
  }

  /**
   * A column that is left out of the schema.
   *
   * @param name its name
   * @param reason what about it cannot be read: "is nested"
   */
  record Skipped(String name, String reason) implements FileColumn {}
}
