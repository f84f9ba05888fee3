package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.io.parquet.read.Levels;
import dev.quern.engine.type.CategoricalType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/**
 * The columns of a file from its schema tree, which the footer lists in depth-first order. Columns
 * are the children of the root; leaves are counted, those that cannot be read too, since column
 * chunks are found by the number of their leaf.
 */
final class SchemaMapping {
  final Path path;
  private final List<SchemaElement> elements;
  private final Map<String, CategoricalType> categories;
  private int next = 1;
  private int leaves;

  private SchemaMapping(
      Path path, List<SchemaElement> elements, Map<String, CategoricalType> categories) {
    this.path = path;
    this.elements = elements;
    this.categories = categories;
  }

  /**
   * What the schema of {@code path} says.
   *
   * @param columns the children of the root
   * @param leaves how many column chunks a row group has
   */
  record Columns(List<FileColumn> columns, int leaves) {}

  /**
   * @param categories what texts are the names of, by the paths of the columns
   */
  static Columns of(
      Path path, List<SchemaElement> elements, Map<String, CategoricalType> categories) {
    if (elements.isEmpty()) {
      throw new DataException(path + ": the schema is empty");
    }
    SchemaMapping mapping = new SchemaMapping(path, elements, categories);
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
    String name = nextName();
    NestedMapping mapping = new NestedMapping(this, name);
    Optional<ColumnTree<FileColumn.Flat>> tree = mapping.top();
    if (tree.isEmpty()) {
      return new FileColumn.Skipped(name, mapping.reason());
    }
    return tree.get() instanceof ColumnTree.Leaf<FileColumn.Flat>(FileColumn.Flat flat, Levels _)
        ? flat
        : new FileColumn.Nested(name, tree.get());
  }

  /** What the texts of a column are the names of. */
  Optional<CategoricalType> category(String column) {
    return Optional.ofNullable(categories.get(column));
  }

  /** The number of the next leaf. */
  int nextLeaf() {
    return leaves++;
  }

  /** The name of the next element. */
  String nextName() {
    return Footer.required(peek().getName(), path, "a column's name");
  }

  /** Whether the next element is repeated. */
  boolean nextIsRepeated() {
    return peek().getRepetition_type() == FieldRepetitionType.REPEATED;
  }

  /** Passes over the next element. */
  SchemaElement element() {
    SchemaElement element = peek();
    next++;
    if (!isGroup(element)) {
      Footer.required(element.getRepetition_type(), path, "the repetition of a column");
    }
    return element;
  }

  private SchemaElement peek() {
    if (next == elements.size()) {
      throw new DataException(path + ": the schema tree is cut short");
    }
    return elements.get(next);
  }

  static boolean isGroup(SchemaElement element) {
    return element.getNum_children() > 0 || !element.isSetType();
  }
}
