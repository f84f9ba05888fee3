package dev.quern.engine.io.json;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.io.csv.ColumnTarget;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A list, a struct or a value within one, as a tree over the builder of its column. The scanner
 * tells a nested value as a whole first; its parts are told by another look at it, level by level.
 */
abstract sealed class JsonNode implements AutoCloseable {
  final Field field;
  final ColumnBuilder builder;
  final Context context;

  private JsonNode(Field field, ColumnBuilder builder, Context context) {
    this.field = field;
    this.builder = builder;
    this.context = context;
  }

  /**
   * What a tree needs.
   *
   * @param column the column that it is of
   * @param declared whether its type was declared rather than inferred
   * @param scanner what tells values
   * @param faults what becomes of what is wrong
   * @param budget what its slots are allocated from
   */
  record Context(
      String column,
      boolean declared,
      JsonScanner scanner,
      JsonFaults faults,
      MemoryBudget budget) {}

  /**
   * The tree of {@code field}, whose name is the path to it.
   *
   * @throws PlanException when there is a type that values within others cannot have
   */
  static JsonNode of(Field field, ColumnBuilder builder, Context context) {
    return switch (field.type()) {
      case ListType list -> new Elements(field, list, builder, context);
      case StructType struct -> new Fields(field, struct, builder, context);
      default -> new Leaf(field, builder, context);
    };
  }

  /** Appends a value; a value that is none of the type, and is let pass, becomes null. */
  final void append(JsonKind kind, byte[] text, int from, int to, int at) {
    if (kind == JsonKind.NULL) {
      builder.appendNull();
    } else if (!store(kind, text, from, to, at)) {
      context.faults().conflict(context.column(), field, text, from, to, at);
      builder.appendNull();
    }
  }

  /**
   * Appends a value that is not null; false, and nothing is appended, when it is not of the type.
   */
  abstract boolean store(JsonKind kind, byte[] text, int from, int to, int at);

  @Override
  public void close() {}

  /** A value without parts. */
  private static final class Leaf extends JsonNode {
    private final DType type;
    private final JsonColumn column;
    private final ColumnTarget slot;
    private byte[] wrapped = new byte[0];
    private MemorySegment segment = MemorySegment.ofArray(wrapped);

    Leaf(Field field, ColumnBuilder builder, Context context) {
      super(field, builder, context);
      this.type = field.type();
      if (type == DType.BINARY || type instanceof CategoricalType) {
        throw new PlanException(
            "field '%s' within a value of JSON cannot be %s: declare it as utf8"
                .formatted(field.name(), type));
      }
      this.column = new JsonColumn(type, context.declared());
      this.slot = new ColumnTarget(context.budget(), type, 1);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same array needs no segment of its own again
    boolean store(JsonKind kind, byte[] text, int from, int to, int at) {
      if (type == DType.UTF8) {
        if (text != wrapped) {
          wrapped = text;
          segment = MemorySegment.ofArray(text);
        }
        builder.append(segment, from, to - from);
        return true;
      }
      if (!column.store(kind, text, from, to, slot, 0)) {
        return false;
      }
      slot.moveFirst(builder);
      return true;
    }

    @Override
    public void close() {
      slot.close();
    }
  }

  /** The elements of an array. */
  private static final class Elements extends JsonNode implements JsonFields {
    private final JsonNode element;

    Elements(Field field, ListType list, ColumnBuilder builder, Context context) {
      super(field, builder, context);
      this.element = of(Field.of(field.name() + "[]", list.element()), builder.elements(), context);
    }

    @Override
    boolean store(JsonKind kind, byte[] text, int from, int to, int at) {
      if (kind != JsonKind.NESTED || text[from] != '[') {
        return false;
      }
      context.scanner().array(from, this);
      builder.appendList();
      return true;
    }

    @Override
    public int find(byte[] text, int from, int to, int at) {
      throw new IllegalStateException("an array has no names");
    }

    @Override
    public void value(int index, JsonKind kind, byte[] text, int from, int to, int at) {
      element.append(kind, text, from, to, at);
    }

    @Override
    public void close() {
      element.close();
    }
  }

  /** The fields of an object. */
  private static final class Fields extends JsonNode implements JsonFields {
    private final FieldNames names = new FieldNames();
    private final List<JsonNode> nodes = new ArrayList<>();
    private final boolean[] seen;

    Fields(Field field, StructType struct, ColumnBuilder builder, Context context) {
      super(field, builder, context);
      try {
        for (Field inner : struct.fields()) {
          names.add(inner.name().getBytes(StandardCharsets.UTF_8));
          Field path = inner.withName(field.name() + "." + inner.name());
          nodes.add(of(path, builder.field(nodes.size()), context));
        }
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
      this.seen = new boolean[nodes.size()];
    }

    @Override
    boolean store(JsonKind kind, byte[] text, int from, int to, int at) {
      if (kind != JsonKind.NESTED || text[from] != '{') {
        return false;
      }
      Arrays.fill(seen, false);
      names.beginRow();
      context.scanner().object(from, this);
      for (int i = 0; i < seen.length; i++) {
        if (!seen[i]) {
          nodes.get(i).builder.appendNull();
        }
      }
      builder.appendStruct();
      return true;
    }

    @Override
    public int find(byte[] text, int from, int to, int at) {
      int name = names.find(text, from, to);
      if (name >= 0 || context.faults().takesUnknown()) {
        return name >= 0 ? name : SKIP;
      }
      String path = field.name() + "." + new String(text, from, to - from, StandardCharsets.UTF_8);
      throw context.faults().unknownField(context.column(), path, at);
    }

    @Override
    public void value(int index, JsonKind kind, byte[] text, int from, int to, int at) {
      if (seen[index]) {
        throw context.faults().twice(nodes.get(index).field.name(), at);
      }
      seen[index] = true;
      nodes.get(index).append(kind, text, from, to, at);
    }

    @Override
    public void close() {
      nodes.forEach(JsonNode::close);
    }
  }
}
