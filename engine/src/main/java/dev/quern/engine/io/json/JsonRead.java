package dev.quern.engine.io.json;

import dev.quern.engine.ComputeException;
import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.io.csv.Digits;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Texts of JSON as lists and structs of texts: strings without quotes, all else as it is written.
 * So casts do the rest, and a number is a number whether it stands in quotes or not. A text is read
 * as a whole before its parts are appended: nothing of one that is no JSON has been then.
 *
 * @param type lists and structs whose innermost values are text; a list of structs of a key and a
 *     value takes objects too
 * @param tries whether a text that is no JSON is null; else it is an error
 */
record JsonRead(DType type, boolean tries) implements VectorFunction {
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
    MemorySegment views = texts.values();
    MemorySegment[] heaps = texts.heaps().segments();
    // One for all texts, which are said by who has them.
    DataException noJson = new DataException("no JSON");
    JsonScanner scanner = new JsonScanner((where, problem) -> noJson);
    JsonTextNode.Line line = new JsonTextNode.Line(scanner);
    byte[] copy = new byte[1024];
    try (ColumnBuilder out = new ColumnBuilder(budget, type, rows)) {
      Root root = new Root(JsonTextNode.of(type, out, line));
      for (int row = 0; row < rows; row++) {
        if (texts.isNull(row)) {
          out.appendNull();
          continue;
        }
        int length = (int) Slots.low(views, row);
        boolean isInline = length <= Values.INLINE;
        long place = Slots.high(views, row);
        MemorySegment source = isInline ? views : heaps[(int) place];
        long begin = isInline ? (long) Views.BYTES * row + Integer.BYTES : place >>> Integer.SIZE;
        if (copy.length <= length + Digits.SLACK) {
          copy = new byte[2 * length + 1 + Digits.SLACK];
        }
        copyLine(source, begin, length, copy);
        line.set(copy, source, begin);
        try {
          scanner.value(copy, length, root);
        } catch (DataException e) {
          if (!tries && Bitmaps.get(active, row)) {
            throw notJson(Values.stringAt(texts, row));
          }
          out.appendNull();
        }
      }
      return out.build();
    }
  }

  /* A line feed, which would end the line, becomes what is as blank, and as wrong in a string. */
  private static void copyLine(MemorySegment source, long begin, int length, byte[] line) {
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, begin, line, 0, length);
    for (int i = 0; i < length; i++) {
      if (line[i] == '\n') {
        line[i] = '\r';
      }
    }
    line[length] = '\n';
  }

  private static ComputeException notJson(String text) {
    return new ComputeException(
        "'%s' is no JSON: tryFromJson makes such texts null"
            .formatted(text.length() > 100 ? text.substring(0, 100) + "..." : text));
  }

  /** Takes the one value of a text, once all of it has been read. */
  private record Root(JsonTextNode node) implements JsonFields {
    @Override
    public int find(byte[] text, int from, int to, int at) {
      throw new IllegalStateException("a value has no name");
    }

    @Override
    public void value(int field, JsonKind kind, byte[] text, int from, int to, int at) {
      node.append(kind, text, from, to);
    }
  }
}
