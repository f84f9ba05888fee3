package dev.quern.engine.io.json;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Batches of a {@link JsonSplit}: object by object, each field into its column at once. */
final class JsonReader implements BatchReader, JsonFields, JsonFaults {
  private static final int NOT_IN_BATCH = -1;

  private final JsonOptions options;
  private final boolean takesUnknown;
  private final Schema schema;
  private final TextInput file;
  private final MemoryBudget budget;
  private final int batchRows;
  private final JsonWindow window;
  private final JsonScanner scanner;
  private final FieldNames names = new FieldNames();
  private final int[] columnOfName;
  private final List<Optional<JsonColumn>> columns = new ArrayList<>(); // none of nested ones
  private final List<JsonTarget> targets = new ArrayList<>();
  private final int[] seenInRow;
  private int found; // columns that the row has shown
  private int filled; // rows in the targets
  private int capacity; // rows they have room for
  private boolean closed;

  JsonReader(JsonSplit split, TextInput file, MemoryBudget budget, int batchRows) {
    this.options = split.options();
    this.takesUnknown =
        options.schema().isPresent() || options.unknownFields() == JsonOptions.UnknownFields.IGNORE;
    this.schema = split.schema().select(split.columns());
    this.file = file;
    this.budget = budget;
    this.batchRows = Math.max(1, batchRows);
    this.window =
        JsonWindow.of(
            split.layout(),
            file,
            split.start(),
            split.end(),
            split.windowBytes(),
            options.maxRowBytes());
    this.scanner = new JsonScanner(window);
    this.columnOfName = new int[split.schema().size()];
    Arrays.fill(columnOfName, SKIP);
    for (Field field : split.schema()) {
      names.add(field.name().getBytes(StandardCharsets.UTF_8));
    }
    for (Field field : schema) {
      columnOfName[split.schema().position(field.name())] = columns.size();
      columns.add(
          field.type().isNested()
              ? Optional.empty()
              : Optional.of(new JsonColumn(field.type(), options.declares(field.name()))));
    }
    this.seenInRow = new int[columns.size()];
    scanner.begin(window);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    if (closed) {
      return null;
    }
    if (!scanner.hasMore() && window.advance()) {
      scanner.begin(window);
    }
    begin();
    while (filled < capacity) {
      int line = scanner.position();
      names.beginRow();
      found = 0;
      if (scanner.nextRow(this)) {
        endRow(line);
      } else if (window.advance()) {
        scanner.begin(window);
      } else {
        break;
      }
    }
    return filled > 0 ? build() : null;
  }

  @Override
  public int find(byte[] text, int from, int to, int at) {
    int name = names.find(text, from, to);
    if (name >= 0) {
      return columnOfName[name];
    }
    if (takesUnknown) {
      return SKIP;
    }
    String field = new String(text, from, to - from, StandardCharsets.UTF_8);
    throw unknownField(field, field, at);
  }

  @Override
  public void value(int column, JsonKind kind, byte[] text, int from, int to, int at) {
    if (seenInRow[column] == filled) {
      throw twice(schema.field(column).name(), at);
    }
    seenInRow[column] = filled;
    found++;
    JsonTarget target = targets.get(column);
    if (kind == JsonKind.NULL && !schema.field(column).nullable()) {
      throw nullInNotNull(schema.field(column), at);
    }
    if (!target.store(kind, text, from, to, at, filled)) {
      Field field = schema.field(column);
      conflict(field.name(), field, text, from, to, at);
      target.setNull(filled);
    }
  }

  @Override
  public void conflict(String column, Field field, byte[] text, int from, int to, int at) {
    if (options.conflicts() == JsonOptions.Conflicts.FAIL) {
      String shown = new String(text, from, Math.min(100, to - from), StandardCharsets.UTF_8);
      throw window
          .errors()
          .conflict(window.filePosition(at), shown, field, column, options.declares(column));
    }
  }

  @Override
  public boolean takesUnknown() {
    return takesUnknown;
  }

  @Override
  public RuntimeException unknownField(String column, String path, int at) {
    return window.errors().unknownField(window.filePosition(at), column, path);
  }

  @Override
  public RuntimeException twice(String path, int at) {
    return window.errors().twice(window.filePosition(at), path);
  }

  private RuntimeException nullInNotNull(Field field, int at) {
    return window.errors().nullInNotNull(window.filePosition(at), field);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dropTargets();
      file.close();
    }
  }

  /* Room for what is left of the split by the length of the lines in hand, and some more. */
  private void begin() {
    dropTargets();
    int lines = window.linesFrom(scanner.position());
    double perByte = (double) (lines + 1) / (window.used() - scanner.position() + 1);
    long later = window.remaining() > 0 ? (long) (1.1 * perByte * window.remaining()) + 64 : 0;
    capacity = Math.clamp(lines + later, 1, batchRows);
    for (Field field : schema) {
      targets.add(target(field));
    }
    Arrays.fill(seenInRow, NOT_IN_BATCH);
  }

  private JsonTarget target(Field field) {
    Optional<JsonColumn> flat = columns.get(targets.size());
    return flat.isPresent()
        ? JsonTarget.flat(flat.get(), field.type(), budget, capacity)
        : JsonTarget.nested(
            field,
            new JsonNode.Context(
                field.name(), options.declares(field.name()), scanner, this, budget),
            capacity);
  }

  private void endRow(int line) {
    if (found < columns.size()) {
      for (int i = 0; i < seenInRow.length; i++) {
        if (seenInRow[i] != filled) {
          if (!schema.field(i).nullable()) {
            throw nullInNotNull(schema.field(i), line);
          }
          targets.get(i).setNull(filled);
        }
      }
    }
    filled++;
  }

  private Batch build() {
    List<ColumnVector> vectors = new ArrayList<>();
    for (JsonTarget target : targets) {
      vectors.add(target.build(filled));
    }
    targets.clear();
    Batch batch = Batch.of(schema, filled, vectors);
    filled = 0;
    return batch;
  }

  private void dropTargets() {
    targets.forEach(JsonTarget::close);
    targets.clear();
    filled = 0;
  }
}
