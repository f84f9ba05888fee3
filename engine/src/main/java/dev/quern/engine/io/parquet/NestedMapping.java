package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.io.parquet.read.Conversion;
import dev.quern.engine.io.parquet.read.Levels;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * One column at the top of a schema as a tree, by the rules of LogicalTypes.md of Apache Parquet:
 * lists of three levels, the older ones of two, maps as lists of key and value, and repeated fields
 * without an annotation as lists of what they repeat.
 *
 * <p>If anything in it cannot be read, the column as a whole is not; its elements are passed over
 * all the same.
 */
final class NestedMapping {
  private static final List<String> ENTRY = List.of("key", "value");

  private final SchemaMapping schema;
  private final String column;
  private String reason = "";

  NestedMapping(SchemaMapping schema, String column) {
    this.schema = schema;
    this.column = column;
  }

  /** What the column is made of; empty if it cannot be read. */
  Optional<ColumnTree<FileColumn.Flat>> top() {
    ColumnTree<FileColumn.Flat> tree = field(new Levels(0, 0, 0), "", 0);
    if (depth(tree) > StructType.MOST_LEVELS) {
      refuse("is nested more than %d times".formatted(StructType.MOST_LEVELS));
    }
    return reason.isEmpty() ? Optional.of(tree) : Optional.empty();
  }

  private static int depth(ColumnTree<FileColumn.Flat> tree) {
    return switch (tree) {
      case ColumnTree.Leaf<FileColumn.Flat> _ -> 0;
      case ColumnTree.ListOf<FileColumn.Flat> list -> 1 + depth(list.element());
      case ColumnTree.StructOf<FileColumn.Flat> struct ->
          1 + struct.fields().stream().mapToInt(NestedMapping::depth).max().orElse(0);
    };
  }

  private void refuse(String why) {
    if (reason.isEmpty()) {
      reason = why;
    }
  }

  /** Why it cannot be read, to be put behind the column's name. */
  String reason() {
    return reason;
  }

  /* The next field, inside of what has `outer` levels. */
  private ColumnTree<FileColumn.Flat> field(Levels outer, String parent, int depth) {
    SchemaElement element = schema.element();
    String name = Footer.required(element.getName(), schema.path, "a column's name");
    String where = parent.isEmpty() ? name : parent + "." + name;
    if (element.getRepetition_type() != FieldRepetitionType.REPEATED) {
      return value(element, within(outer, element), where, depth);
    }
    // Repeated without an annotation: a list that is never null, of elements that are not.
    return list(outer, value(element, repeated(outer), where, depth));
  }

  private ColumnTree<FileColumn.Flat> value(
      SchemaElement element, Levels levels, String where, int depth) {
    if (!SchemaMapping.isGroup(element)) {
      return leaf(element, levels, where);
    }
    checkDepth(depth);
    int children = element.getNum_children();
    if (isList(element) && children == 1) {
      return list(levels, element(element, levels, where, depth + 1));
    }
    if (isMap(element) && children == 1) {
      return list(levels, entry(levels, where, depth + 1));
    }
    return struct(children, levels, where, depth);
  }

  /* The repeated field of a group that is annotated as a list. */
  private ColumnTree<FileColumn.Flat> element(
      SchemaElement list, Levels levels, String where, int depth) {
    SchemaElement repeated = schema.element();
    checkRepeated(repeated, where);
    Levels inside = repeated(levels);
    String name = Footer.required(repeated.getName(), schema.path, "a list's name");
    String path = where + "." + name;
    boolean wraps =
        SchemaMapping.isGroup(repeated)
            && repeated.getNum_children() == 1
            && !name.equals("array")
            && !name.equals(list.getName() + "_tuple")
            && !isList(repeated)
            && !isMap(repeated)
            && !schema.nextIsRepeated();
    checkDepth(depth);
    return wraps ? field(inside, path, depth + 1) : value(repeated, inside, path, depth);
  }

  /* The repeated group of a map: keys and values, whatever their names, or just keys. */
  private ColumnTree<FileColumn.Flat> entry(Levels levels, String where, int depth) {
    SchemaElement repeated = schema.element();
    checkRepeated(repeated, where);
    Levels inside = repeated(levels);
    int children = SchemaMapping.isGroup(repeated) ? repeated.getNum_children() : 0;
    if (children == 0) {
      return leaf(repeated, inside, where);
    }
    String path = where + "." + repeated.getName();
    if (children == 1) {
      return field(inside, path, depth);
    }
    List<ColumnTree<FileColumn.Flat>> fields = fields(children, inside, path, depth);
    if (children > ENTRY.size()) {
      refuse("is a map of more than keys and values");
    }
    return new ColumnTree.StructOf<>(inside, ENTRY, fields);
  }

  private ColumnTree<FileColumn.Flat> struct(int children, Levels levels, String where, int depth) {
    List<String> names = new ArrayList<>();
    List<ColumnTree<FileColumn.Flat>> fields = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      names.add(schema.nextName());
      fields.add(field(levels, where, depth + 1));
    }
    if (children == 0) {
      refuse("is a struct without fields");
    } else if (new HashSet<>(names).size() < names.size()) {
      refuse("is a struct with two fields of one name");
    }
    return new ColumnTree.StructOf<>(levels, names, fields);
  }

  private List<ColumnTree<FileColumn.Flat>> fields(
      int children, Levels levels, String where, int depth) {
    List<ColumnTree<FileColumn.Flat>> fields = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      fields.add(field(levels, where, depth + 1));
    }
    return fields;
  }

  private ColumnTree<FileColumn.Flat> leaf(SchemaElement element, Levels levels, String where) {
    int leaf = schema.nextLeaf();
    Type stored =
        Footer.required(element.getType(), schema.path, "the type of column '" + where + "'");
    int length = stored == Type.FIXED_LEN_BYTE_ARRAY ? element.getType_length() : 0;
    if (stored == Type.FIXED_LEN_BYTE_ARRAY && length < 1) {
      throw new DataException(
          "%s: column '%s' has values of %d bytes".formatted(schema.path, where, length));
    }
    if (levels.definition() > Levels.HIGHEST) {
      refuse("is nested more than %d levels deep".formatted(Levels.HIGHEST));
    }
    ColumnSpec spec =
        switch (TypeMapping.of(element, stored)) {
          case TypeMapping.Unsupported(String why) -> {
            refuse(where.equals(column) ? why : why + " in '" + where + "'");
            yield new ColumnSpec(where, stored, length, DType.BINARY, Conversion.NONE, levels);
          }
          case TypeMapping.Supported(var type, var conversion) ->
              new ColumnSpec(where, stored, length, named(type, where), conversion, levels);
        };
    return new ColumnTree.Leaf<>(new FileColumn.Flat(spec, leaf), levels);
  }

  private DType named(DType type, String where) {
    return type == DType.UTF8 ? schema.category(where).<DType>map(t -> t).orElse(type) : type;
  }

  private static ColumnTree<FileColumn.Flat> list(
      Levels levels, ColumnTree<FileColumn.Flat> element) {
    return new ColumnTree.ListOf<>(levels, element);
  }

  /* The levels of a field that may be optional inside of what has `outer` levels. */
  private static Levels within(Levels outer, SchemaElement element) {
    boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    return new Levels(outer.repetition(), outer.slot(), outer.definition() + (optional ? 1 : 0));
  }

  /* The levels of an element of a list that has `outer` levels. */
  private static Levels repeated(Levels outer) {
    int slot = outer.definition() + 1;
    return new Levels(outer.repetition() + 1, slot, slot);
  }

  private void checkRepeated(SchemaElement element, String where) {
    if (element.getRepetition_type() != FieldRepetitionType.REPEATED) {
      throw new DataException(
          "%s: column '%s' is annotated as a list or map and repeats nothing"
              .formatted(schema.path, where));
    }
  }

  /* The tree is walked recursively: a hostile schema may be deep. */
  private void checkDepth(int depth) {
    if (depth > 2 * StructType.MOST_LEVELS) {
      throw new DataException(
          "%s: column '%s' is nested more than %d times"
              .formatted(schema.path, column, 2 * StructType.MOST_LEVELS));
    }
  }

  private static boolean isList(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    return (logical != null && logical.isSetLIST())
        || element.getConverted_type() == ConvertedType.LIST;
  }

  private static boolean isMap(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    return (logical != null && logical.isSetMAP())
        || element.getConverted_type() == ConvertedType.MAP
        || element.getConverted_type() == ConvertedType.MAP_KEY_VALUE;
  }
}
