package dev.quern.engine.io.parquet;

import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.type.DType;

/** A column at the top of a file's schema. */
sealed interface FileColumn {

  /** The column's name. */
  String name();

  /**
   * A column of values that can be read: a flat column, or a leaf of a nested one.
   *
   * @param spec how it is stored and what it becomes
   * @param leaf which of a row group's column chunks it is
   */
  record Flat(ColumnSpec spec, int leaf) implements FileColumn, Usable {
    @Override
    public String name() {
      return spec.name();
    }

    @Override
    public ColumnTree<Flat> tree() {
      return new ColumnTree.Leaf<>(this, spec.levels());
    }
  }

  /**
   * A column of lists or structs that can be read.
   *
   * @param name its name
   * @param tree what it is made of; the names of the leaves are their paths
   */
  record Nested(String name, ColumnTree<Flat> tree) implements FileColumn, Usable {}

  /** A column that can be read. */
  sealed interface Usable extends FileColumn {
    /** What it is made of: one leaf, unless it is nested. */
    ColumnTree<Flat> tree();

    /** The type of its values. */
    default DType type() {
      return tree().type(leaf -> leaf.spec().type());
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
