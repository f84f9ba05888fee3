package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.io.csv.CellWriter;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TickType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one column: {@code null}, numbers, strings, arrays of the elements of lists,
 * objects of the fields of structs. It is bound to the column of each batch in turn.
 */
abstract sealed class JsonValue {
  private static final CsvDialect DIALECT = CsvDialect.RFC4180.withNullTexts("null");
  private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

  static JsonValue of(Field field) {
    return switch (field.type()) {
      case ListType list -> new Array(of(Field.of(field.name(), list.element())));
      case StructType struct -> new Struct(struct);
      default -> new Cell(field);
    };
  }

  /** Takes the column of the next batch; it stays owned by the caller. */
  abstract void bind(ColumnVector column);

  /** Writes the value of a row. */
  abstract void write(int row, TextOutput output);

  /** A value without parts, in quotes where it is no number. */
  private static final class Cell extends JsonValue {
    private final CellWriter values;
    private final boolean quoted;

    Cell(Field field) {
      DType type = field.type();
      this.quoted =
          type instanceof TickType
              || type == DType.DATE
              || type == DType.BINARY
              || type.equals(DType.INTERVAL);
      this.values = writer(field);
    }

    private static CellWriter writer(Field field) {
      DType type = field.type();
      if (type == DType.UTF8) {
        return new JsonText(field, DIALECT);
      }
      if (type instanceof CategoricalType categorical) {
        return new JsonCategories(field, categorical, DIALECT);
      }
      return type.isFloating() ? new JsonFloats(field, DIALECT) : CellWriter.of(field, DIALECT);
    }

    @Override
    void bind(ColumnVector column) {
      values.bind(column);
    }

    @Override
    void write(int row, TextOutput output) {
      if (quoted && !values.isNull(row)) {
        output.put((byte) '"');
        values.write(row, output);
        output.put((byte) '"');
      } else {
        values.write(row, output);
      }
    }
  }

  /** The elements of a list. */
  private static final class Array extends JsonValue {
    private final JsonValue elements;
    private @Nullable ColumnVector lists;
    private MemorySegment spans = MemorySegment.NULL;

    Array(JsonValue elements) {
      this.elements = elements;
    }

    @Override
    void bind(ColumnVector column) {
      lists = column;
      spans = column.values();
      elements.bind(column.elements());
    }

    @Override
    void write(int row, TextOutput output) {
      if (lists == null || lists.isNull(row)) {
        output.put(NULL);
        return;
      }
      int from = Spans.offset(spans, row);
      int count = Spans.length(spans, row);
      output.put((byte) '[');
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          output.put((byte) ',');
        }
        elements.write(from + i, output);
      }
      output.put((byte) ']');
    }
  }

  /** The fields of a struct. */
  private static final class Struct extends JsonValue {
    private final List<JsonCells> fields = new ArrayList<>();
    private @Nullable ColumnVector structs;

    Struct(StructType type) {
      for (Field field : type.fields()) {
        fields.add(new JsonCells(field, fields.isEmpty()));
      }
    }

    @Override
    void bind(ColumnVector column) {
      structs = column;
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).bind(column.fields().get(i));
      }
    }

    @Override
    void write(int row, TextOutput output) {
      if (structs == null || structs.isNull(row)) {
        output.put(NULL);
        return;
      }
      for (JsonCells field : fields) {
        field.write(row, output);
      }
      output.put((byte) '}');
    }
  }
}
