package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnBuilder;
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
 * A value of JSON that becomes lists and structs of texts, as a tree over the builder of its
 * column: what is no list or struct is text, strings without quotes and all else as it is written.
 * The scanner tells a value as a whole first, and the parts of a nested one by another look at it.
 */
abstract sealed class JsonTextNode {
  final ColumnBuilder builder;
  final Line line;

  private JsonTextNode(ColumnBuilder builder, Line line) {
    this.builder = builder;
    this.line = line;
  }

  /** The tree of {@code type}, whose innermost values are text. */
  static JsonTextNode of(DType type, ColumnBuilder builder, Line line) {
    return switch (type) {
      case ListType list -> new Elements(list.element(), builder, line);
      case StructType struct -> new Fields(struct, builder, line);
      default -> new Leaf(builder, line);
    };
  }

  /** Appends a value; null if it is none of the type. */
  abstract void append(JsonKind kind, byte[] text, int from, int to);

  /** The text that is being read, where it was found and as a line that the scanner reads. */
  static final class Line {
    private final JsonScanner scanner;
    private byte[] bytes = new byte[0];
    private MemorySegment source = MemorySegment.NULL;
    private long begin;

    Line(JsonScanner scanner) {
      this.scanner = scanner;
    }

    void set(byte[] copy, MemorySegment original, long from) {
      bytes = copy;
      source = original;
      begin = from;
    }

    /* From where it was found: line feeds between its parts are other blanks in the copy. */
    @SuppressWarnings("ReferenceEquality") // whether it is the copy, or a string without escapes
    void append(ColumnBuilder builder, byte[] text, int from, int to) {
      if (text == bytes) {
        builder.append(source, begin + from, to - from);
      } else {
        builder.append(MemorySegment.ofArray(text), from, to - from);
      }
    }
  }

  /** A value without parts, or one whose parts nobody asks for. */
  private static final class Leaf extends JsonTextNode {
    Leaf(ColumnBuilder builder, Line line) {
      super(builder, line);
    }

    @Override
    void append(JsonKind kind, byte[] text, int from, int to) {
      if (kind == JsonKind.NULL) {
        builder.appendNull();
      } else {
        line.append(builder, text, from, to);
      }
    }
  }

  /** The elements of an array, or the fields of an object as the entries of a map. */
  private static final class Elements extends JsonTextNode implements JsonFields {
    private final JsonTextNode element;
    private final List<JsonTextNode> entry = new ArrayList<>();

    Elements(DType type, ColumnBuilder builder, Line line) {
      super(builder, line);
      this.element = of(type, builder.elements(), line);
      if (type instanceof StructType struct && isEntry(struct)) {
        for (int i = 0; i < 2; i++) {
          entry.add(of(struct.fields().get(i).type(), builder.elements().field(i), line));
        }
      }
    }

    private static boolean isEntry(StructType type) {
      List<Field> fields = type.fields();
      return fields.size() == 2
          && fields.get(0).name().equals("key")
          && fields.get(0).type() == DType.UTF8
          && fields.get(1).name().equals("value");
    }

    @Override
    void append(JsonKind kind, byte[] text, int from, int to) {
      if (kind == JsonKind.NESTED && text[from] == '[') {
        line.scanner.array(from, this);
        builder.appendList();
      } else if (kind == JsonKind.NESTED && !entry.isEmpty()) {
        line.scanner.object(from, this);
        builder.appendList();
      } else {
        builder.appendNull();
      }
    }

    @Override
    public int find(byte[] text, int from, int to, int at) {
      entry.getFirst().append(JsonKind.STRING, text, from, to);
      return 1;
    }

    @Override
    public void value(int index, JsonKind kind, byte[] text, int from, int to, int at) {
      if (index == 0) {
        element.append(kind, text, from, to);
      } else {
        entry.getLast().append(kind, text, from, to);
        builder.elements().appendStruct();
      }
    }
  }

  /** The fields of an object; of a name that comes twice the first value counts. */
  private static final class Fields extends JsonTextNode implements JsonFields {
    private final FieldNames names = new FieldNames();
    private final List<JsonTextNode> nodes = new ArrayList<>();
    private final boolean[] seen;

    Fields(StructType struct, ColumnBuilder builder, Line line) {
      super(builder, line);
      for (Field field : struct.fields()) {
        names.add(field.name().getBytes(StandardCharsets.UTF_8));
        nodes.add(of(field.type(), builder.field(nodes.size()), line));
      }
      this.seen = new boolean[nodes.size()];
    }

    @Override
    void append(JsonKind kind, byte[] text, int from, int to) {
      if (kind != JsonKind.NESTED || text[from] != '{') {
        builder.appendNull();
        return;
      }
      Arrays.fill(seen, false);
      names.beginRow();
      line.scanner.object(from, this);
      for (int i = 0; i < seen.length; i++) {
        if (!seen[i]) {
          builder.field(i).appendNull();
        }
      }
      builder.appendStruct();
    }

    @Override
    public int find(byte[] text, int from, int to, int at) {
      int name = names.find(text, from, to);
      return name >= 0 && !seen[name] ? name : SKIP;
    }

    @Override
    public void value(int index, JsonKind kind, byte[] text, int from, int to, int at) {
      seen[index] = true;
      nodes.get(index).append(kind, text, from, to);
    }
  }
}
