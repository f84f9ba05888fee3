package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * The columns of a file from its schema tree, which the footer lists in depth-first order. Columns
 * are the children of the root; the leaves below nested ones are counted, since column chunks are
 * found by the number of their leaf.
 */
final class SchemaMapping {
  private final Path path;
  private final List<SchemaElement> elements;
  private int next = 1;
  private int leaves;

  private SchemaMapping(Path path, List<SchemaElement> elements) {
    this.path = path;
    this.elements = elements;
  }

  /**
   * What the schema of {@code path} says.
   *
   * @param columns the children of the root
   * @param leaves how many column chunks a row group has
   */
  record Columns(List<FileColumn> columns, int leaves) {}

  static Columns of(Path path, List<SchemaElement> elements) {
    if (elements.isEmpty()) {
      throw new DataException(path + ": the schema is empty");
    }
    SchemaMapping mapping = new SchemaMapping(path, elements);
    List<FileColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < elements.getFirst().getNum_children(); i++) {
      FileColumn column = mapping.column();
      if (!names.add(column.name())) {
        throw new UnsupportedDataException(
            "%s: two columns are named '%s'".formatted(path, column.name()));
      }
      columns.add(column);
    }
    if (mapping.next != elements.size()) {
      throw new DataException(
          "%s: the schema has %d elements beside its tree"
              .formatted(path, elements.size() - mapping.next));
    }
    return new Columns(List.copyOf(columns), mapping.leaves);
  }

  private FileColumn column() {
    SchemaElement element = element();
    String name = Footer.required(element.getName(), path, "a column's name");
    if (isGroup(element)) {
      skipChildren(element);
      return new FileColumn.Skipped(name, "is nested");
    }
    int leaf = leaves++;
    if (element.getRepetition_type() == FieldRepetitionType.REPEATED) {
      return new FileColumn.Skipped(name, "is repeated");
    }
    Type stored = Footer.required(element.getType(), path, "the type of column '" + name + "'");
    int length = stored == Type.FIXED_LEN_BYTE_ARRAY ? element.getType_length() : 0;
    if (stored == Type.FIXED_LEN_BYTE_ARRAY && length < 1) {
      throw new DataException(
          "%s: column '%s' has values of %d bytes".formatted(path, name, length));
    }
    boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    return switch (TypeMapping.of(element, stored)) {
      case TypeMapping.Unsupported(String reason) -> new FileColumn.Skipped(name, reason);
      case TypeMapping.Supported(var type, var conversion) ->
          new FileColumn.Flat(
              new ColumnSpec(name, stored, length, type, conversion, optional), leaf);
    };
  }

  /* Counts elements rather than recursing: a hostile schema may be deep. */
  private void skipChildren(SchemaElement group) {
    long open = group.getNum_children();
    while (open > 0) {
      SchemaElement element = element();
      open--;
      if (isGroup(element)) {
        open += element.getNum_children();
      } else {
        leaves++;
      }
    }
  }

  private SchemaElement element() {
    if (next == elements.size()) {
      throw new DataException(path + ": the schema tree is cut short");
    }
    SchemaElement element = elements.get(next++);
    if (!isGroup(element)) {
      Footer.required(element.getRepetition_type(), path, "the repetition of a column");
    }
    return element;
  }

  private static boolean isGroup(SchemaElement element) {
    return element.getNum_children() > 0 || !element.isSetType();
  }
}
