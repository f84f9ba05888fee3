package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.ipc.IpcColumn.Shape;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an Arrow file or stream, those included that are not read: they must be stepped
 * over.
 *
 * @param columns all top-level columns
 */
record IpcSchema(List<IpcColumn> columns) {
  private static final int DEEPEST = StructType.MOST_LEVELS - 1;

  IpcSchema {
    columns = List.copyOf(columns);
  }

  /** The schema that a stream begins with. */
  static IpcSchema of(@Nullable IpcMessage message, String name) {
    if (message == null) {
      throw new DataException(name + " is empty: an Arrow stream begins with its schema");
    }
    String where = message.where();
    return Metadata.guard(
        where,
        () -> {
          Message metadata = message.metadata();
          if (metadata.headerType() != MessageHeader.Schema) {
            throw new DataException(where + ": the first message is no schema");
          }
          org.apache.arrow.flatbuf.Schema schema =
              (org.apache.arrow.flatbuf.Schema)
                  metadata.header(new org.apache.arrow.flatbuf.Schema());
          return of(schema, metadata.version(), message.metadataBytes(), where);
        });
  }

  /** Checks and copies {@code schema}, which lies in {@code bytes} bytes of metadata. */
  static IpcSchema of(
      org.apache.arrow.flatbuf.@Nullable Schema schema, short version, int bytes, String where) {
    if (schema == null) {
      throw new DataException(where + ": there is no schema");
    }
    if (schema.endianness() != Endianness.Little) {
      throw new UnsupportedDataException(
          where + ": the numbers are big-endian; only little-endian data is read");
    }
    // Every field takes some bytes: more of them than bytes means that they refer to each other.
    Walk walk = new Walk(bytes / 4, version, where);
    List<IpcColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      IpcColumn column = walk.column(schema.fields(i));
      if (!names.add(column.name())) {
        throw new UnsupportedDataException(
            "%s: two columns are called '%s'".formatted(where, column.name()));
      }
      columns.add(column);
    }
    return new IpcSchema(columns);
  }

  /** The columns that are read. */
  Schema readable() {
    List<Field> fields = new ArrayList<>();
    for (IpcColumn column : columns) {
      if (column.isSupported()) {
        fields.add(new Field(column.name(), column.type(), column.nullable()));
      }
    }
    return Schema.of(fields);
  }

  /** Whether a column has an ordered dictionary that was not seen yet. */
  boolean lacksCategories() {
    return columns.stream().anyMatch(IpcColumn::lacksCategories);
  }

  /** This schema with what is in some dictionaries, by their ids. */
  IpcSchema with(Map<Long, CategoricalType> categories) {
    return new IpcSchema(
        columns.stream()
            .map(
                column -> {
                  CategoricalType type =
                      column.lacksCategories()
                          ? categories.get(column.dictionary().orElseThrow())
                          : null;
                  return type == null ? column : column.with(type);
                })
            .toList());
  }

  /** The schema of these columns; one whose type is not read is an error that names it. */
  Schema select(List<String> names, String where) {
    for (IpcColumn column : columns) {
      if (!column.isSupported() && names.contains(column.name())) {
        throw new UnsupportedDataException(
            "%s: column '%s' is of Arrow's type %s, which is not read"
                .formatted(where, column.name(), column.arrowType()));
      }
    }
    return readable().select(names);
  }

  /** The names and types of the columns that are not read. */
  List<String> unreadable() {
    return columns.stream()
        .filter(column -> !column.isSupported())
        .map(column -> column.name() + ": " + column.arrowType())
        .toList();
  }

  /** The walk over a schema's tree: bounded, whatever the metadata says. */
  private static final class Walk {
    private final String where;
    private final short version;
    private int left;

    Walk(int left, short version, String where) {
      this.left = left;
      this.version = version;
      this.where = where;
    }

    IpcColumn column(org.apache.arrow.flatbuf.Field field) {
      String name = field.name() == null ? "" : field.name();
      DictionaryEncoding encoding = field.dictionary();
      boolean dictionary = encoding != null;
      // First, since it bounds the tree that is then walked again.
      Shape shape = shape(field, 0);
      WireType values = WireType.of(field);
      boolean ordered =
          dictionary && encoding.isOrdered() && values != null && values.type() == DType.UTF8;
      return new IpcColumn(
          name,
          field.nullable(),
          typeName(field.typeType()),
          values,
          dictionary ? WireType.codes(encoding.indexType()) : null,
          dictionary ? OptionalLong.of(encoding.id()) : OptionalLong.empty(),
          ordered,
          ordered ? WireType.categories(field) : null,
          shape);
    }

    private Shape shape(org.apache.arrow.flatbuf.Field field, int depth) {
      if (left-- == 0) {
        throw new DataException(where + ": the schema has more fields than bytes");
      }
      if (depth > DEEPEST) {
        throw new UnsupportedDataException(
            "%s: columns nested deeper than %d levels".formatted(where, DEEPEST));
      }
      Shape shape = field.dictionary() == null ? own(field) : new Shape(1, 2, 0);
      if (field.dictionary() == null) {
        for (int i = 0; i < field.childrenLength(); i++) {
          shape = shape.with(shape(field.children(i), depth + 1));
        }
      }
      return shape;
    }

    private Shape own(org.apache.arrow.flatbuf.Field field) {
      return switch (field.typeType()) {
        case Type.Null, Type.RunEndEncoded -> new Shape(1, 0, 0);
        case Type.Struct_, Type.FixedSizeList -> new Shape(1, 1, 0);
        case Type.Utf8, Type.Binary, Type.LargeUtf8, Type.LargeBinary -> new Shape(1, 3, 0);
        case Type.ListView, Type.LargeListView -> new Shape(1, 3, 0);
        case Type.Utf8View, Type.BinaryView -> new Shape(1, 2, 1);
        case Type.Union -> {
          Union union = (Union) field.type(new Union());
          int dense = union != null && union.mode() == UnionMode.Dense ? 1 : 0;
          // Until version 5 unions had a validity bitmap.
          yield new Shape(1, 1 + dense + (version == MetadataVersion.V4 ? 1 : 0), 0);
        }
        case Type.Int,
            Type.FloatingPoint,
            Type.Bool,
            Type.Decimal,
            Type.Date,
            Type.Time,
            Type.Timestamp,
            Type.Interval,
            Type.Duration,
            Type.List,
            Type.LargeList,
            Type.Map,
            Type.FixedSizeBinary ->
            new Shape(1, 2, 0);
        default ->
            throw new UnsupportedDataException(
                "%s: column '%s' is of a type with the number %d, which is not known"
                    .formatted(where, field.name(), field.typeType()));
      };
    }

    private static String typeName(byte type) {
      return type >= 0 && type < Type.names.length ? Type.names[type] : "number " + type;
    }
  }
}
