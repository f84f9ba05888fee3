package dev.quern.engine.io.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * Texts of JSON as lists and structs of texts: strings without quotes, all else as it is written.
 * So casts do the rest, and a number is a number whether it stands in quotes or not. A text is read
 * twice: nothing of one that is no JSON has been appended then.
 *
 * @param type lists and structs whose innermost values are text; a list of structs of a key and a
 *     value takes objects too
 * @param tries whether a text that is no JSON is null; else it is an error
 */
record JsonRead(DType type, boolean tries) implements VectorFunction {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** {@code type} with text in the place of all that is not nested. */
  static DType texts(DType type) {
    return switch (type) {
      case ListType list -> DType.list(texts(list.element()));
      case StructType struct ->
          new StructType(
              struct.fields().stream()
                  .map(field -> Field.of(field.name(), texts(field.type())))
                  .toList());
      default -> DType.UTF8;
    };
  }

  @Override
  public String label() {
    return tries ? "try from json" : "from json";
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() != DType.UTF8) {
      throw new PlanException(
          "%s needs text, but gets %s".formatted(label(), arguments.getFirst()));
    }
    return type;
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector texts = arguments.getFirst();
    try (ColumnBuilder out = new ColumnBuilder(budget, type, rows)) {
      for (int row = 0; row < rows; row++) {
        byte[] text = texts.isNull(row) ? new byte[0] : Values.bytesAt(texts, row);
        if (!texts.isNull(row) && isJson(text)) {
          append(text, out);
        } else if (texts.isNull(row) || tries || !Bitmaps.get(active, row)) {
          out.appendNull();
        } else {
          String shown = new String(text, StandardCharsets.UTF_8);
          throw new ComputeException(
              "'%s' is no JSON: tryFromJson makes such texts null"
                  .formatted(shown.length() > 100 ? shown.substring(0, 100) + "..." : shown));
        }
      }
      return out.build();
    }
  }

  private static boolean isJson(byte[] text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      boolean any = parser.nextToken() != null;
      parser.skipChildren();
      return any && parser.nextToken() == null;
    } catch (IOException noJson) {
      return false;
    }
  }

  private void append(byte[] text, ColumnBuilder out) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      append(parser, parser.nextToken(), text, type, out);
    } catch (IOException e) {
      throw new IllegalStateException("JSON that was read before", e);
    }
  }

  private static void append(
      JsonParser parser, JsonToken token, byte[] text, DType type, ColumnBuilder out)
      throws IOException {
    switch (type) {
      case ListType list when token == JsonToken.START_ARRAY -> {
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          append(parser, next, text, list.element(), out.elements());
        }
        out.appendList();
      }
      case ListType(StructType entry) when token == JsonToken.START_OBJECT && isEntry(entry) ->
          appendMap(parser, text, entry, out);
      case StructType struct when token == JsonToken.START_OBJECT ->
          appendStruct(parser, text, struct, out);
      case ListType _, StructType _ -> {
        parser.skipChildren();
        out.appendNull();
      }
      default -> appendText(parser, token, text, out);
    }
  }

  private static boolean isEntry(StructType type) {
    List<Field> fields = type.fields();
    return fields.size() == 2
        && fields.get(0).name().equals("key")
        && fields.get(0).type() == DType.UTF8
        && fields.get(1).name().equals("value");
  }

  private static void appendMap(JsonParser parser, byte[] text, StructType entry, ColumnBuilder out)
      throws IOException {
    ColumnBuilder entries = out.elements();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      entries.field(0).append(parser.currentName());
      append(parser, parser.nextToken(), text, entry.fields().get(1).type(), entries.field(1));
      entries.appendStruct();
    }
    out.appendList();
  }

  /* Of a name that comes twice the first value counts. */
  private static void appendStruct(
      JsonParser parser, byte[] text, StructType struct, ColumnBuilder out) throws IOException {
    List<Field> fields = struct.fields();
    BitSet seen = new BitSet(fields.size());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int position = position(fields, parser.currentName());
      JsonToken value = parser.nextToken();
      if (position < 0 || seen.get(position)) {
        parser.skipChildren();
      } else {
        seen.set(position);
        append(parser, value, text, fields.get(position).type(), out.field(position));
      }
    }
    for (int i = seen.nextClearBit(0); i < fields.size(); i = seen.nextClearBit(i + 1)) {
      out.field(i).appendNull();
    }
    out.appendStruct();
  }

  private static int position(List<Field> fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void appendText(JsonParser parser, JsonToken token, byte[] text, ColumnBuilder out)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      out.appendNull();
    } else if (token == JsonToken.VALUE_STRING) {
      out.append(parser.getText());
    } else {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      int to = from + parser.getTextLength();
      if (token.isStructStart()) {
        parser.skipChildren();
        to = (int) parser.currentLocation().getByteOffset();
      }
      out.append(MemorySegment.ofArray(text), from, to - from);
    }
  }
}
