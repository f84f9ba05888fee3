package dev.quern.engine.io.parquet.write;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.Type;

/**
 * A column of values of a file: a column itself, or a leaf below one of lists or structs.
 *
 * @param path the names on the way to it, as Parquet's schema has them
 * @param field its type, and whether it may be null where everything around it is there
 * @param repetition how many lists are around it
 * @param definition the definition level of a value
 */
record LeafField(List<String> path, Field field, int repetition, int definition) {
  /** What Parquet calls the group of a list that repeats. */
  static final String REPEATED = "list";

  /** What it calls what is repeated. */
  static final String ELEMENT = "element";

  /** Copies the list. */
  LeafField {
    path = List.copyOf(path);
  }

  /** The leaves of a column, from left to right. */
  static List<LeafField> of(Field column) {
    List<LeafField> leaves = new ArrayList<>();
    add(List.of(column.name()), column.type(), column.nullable(), 0, 0, leaves);
    return leaves;
  }

  private static void add(
      List<String> path,
      DType type,
      boolean nullable,
      int repetition,
      int outer,
      List<LeafField> to) {
    int definition = outer + (nullable ? 1 : 0);
    switch (type) {
      case ListType list ->
          add(
              with(path, REPEATED, ELEMENT),
              list.element(),
              true,
              repetition + 1,
              definition + 1,
              to);
      case StructType struct ->
          struct
              .fields()
              .forEach(
                  field ->
                      add(
                          with(path, field.name()),
                          field.type(),
                          true,
                          repetition,
                          definition,
                          to));
      default ->
          to.add(
              new LeafField(
                  path, new Field(String.join(".", path), type, nullable), repetition, definition));
    }
  }

  private static List<String> with(List<String> path, String... names) {
    List<String> longer = new ArrayList<>(path);
    longer.addAll(List.of(names));
    return longer;
  }

  /** Whether its values are looked up: those of lists are not, and truth values have no filters. */
  boolean canHaveBloomFilter() {
    return repetition == 0 && PhysicalSchema.physical(field.type()) != Type.BOOLEAN;
  }

  /** Whether it is a column itself. */
  boolean isFlat() {
    return path.size() == 1;
  }
}
