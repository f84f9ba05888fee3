package dev.quern.engine.io.ipc;

import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A top-level column of an Arrow schema.
 *
 * @param name its name
 * @param nullable whether it may hold nulls
 * @param arrowType what Arrow calls its type, for messages
 * @param values how its values lie, in its dictionary if it has one; null when that is not read
 * @param codes how the codes lie, if it has a dictionary
 * @param dictionary the dictionary's id
 * @param ordered whether the dictionary's order means something
 * @param categories what is in an ordered dictionary, as far as that is known
 * @param shape what it takes of a record batch
 */
record IpcColumn(
    String name,
    boolean nullable,
    String arrowType,
    @Nullable WireType values,
    @Nullable WireType codes,
    OptionalLong dictionary,
    boolean ordered,
    @Nullable CategoricalType categories,
    Shape shape) {

  /** What its values become. */
  DType type() {
    if (categories != null) {
      return categories;
    }
    if (values == null) {
      throw new IllegalStateException("column " + name + " is not read");
    }
    return values.type();
  }

  /** Whether it is text with an ordered dictionary that was not seen yet. */
  boolean lacksCategories() {
    return ordered && categories == null && values != null && values.type() == DType.UTF8;
  }

  /** This column with what is in its dictionary. */
  IpcColumn with(CategoricalType type) {
    return new IpcColumn(
        name, nullable, arrowType, values, codes, dictionary, ordered, type, shape);
  }

  /** Whether it can be read. */
  boolean isSupported() {
    return values != null && (dictionary.isEmpty() || codes != null);
  }

  /**
   * What a column and its children take of a record batch.
   *
   * @param nodes field nodes
   * @param buffers buffers, without the data buffers of views
   * @param views fields of view types, each of which has a count of data buffers
   */
  record Shape(int nodes, int buffers, int views) {
    /** A column and one more child. */
    Shape with(Shape child) {
      return new Shape(nodes + child.nodes, buffers + child.buffers, views + child.views);
    }
  }
}
