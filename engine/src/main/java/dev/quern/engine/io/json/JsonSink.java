package dev.quern.engine.io.json;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.text.RowTextSink;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of JSON under construction: an object a row, with all fields in the order of the
 * columns, nulls among them. Each stands on a line of its own, alone or in an array.
 *
 * <p>What is written reads back as the same values under the same schema. Numbers are numbers, NaN
 * and infinities are strings of these names, since JSON has no numbers for them; dates and
 * timestamps are strings of ISO 8601, instants in UTC; binary is hexadecimal behind {@code 0x}.
 * Lists are arrays and structs objects. A file whose name ends in {@code .gz} or {@code .zst} is
 * compressed.
 */
public final class JsonSink extends RowTextSink {
  private final List<JsonCells> cells = new ArrayList<>();

  private final boolean isArray;
  private boolean empty = true;

  private JsonSink(OutputFile file, Schema schema, JsonLayout layout) {
    super(file, schema);
    this.isArray = layout == JsonLayout.ARRAY;
    for (Field field : schema) {
      cells.add(new JsonCells(field, cells.isEmpty()));
    }
  }

  /**
   * Starts the file of lines that will be {@code path}.
   *
   * @throws dev.quern.engine.StorageException when it cannot be written there
   */
  public static JsonSink create(Path path, Schema schema) {
    return create(path, schema, JsonLayout.LINES);
  }

  /**
   * Starts the file that will be {@code path}.
   *
   * @param layout whether its objects are in an array; those that are not stand on lines
   * @throws dev.quern.engine.StorageException when it cannot be written there
   */
  public static JsonSink create(Path path, Schema schema, JsonLayout layout) {
    OutputFile file = OutputFile.create(path);
    try {
      return new JsonSink(file, schema, layout);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  protected void bind(Batch batch) {
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).bind(batch.column(i));
    }
  }

  @Override
  protected void writeRow(int row, TextOutput target) {
    if (isArray) {
      target.put(empty ? "[\n" : ",\n");
      empty = false;
    }
    if (cells.isEmpty()) {
      target.put((byte) '{');
    }
    for (JsonCells cell : cells) {
      cell.write(row, target);
    }
    target.put((byte) '}');
    if (!isArray) {
      target.put((byte) '\n');
    }
  }

  @Override
  protected void writeEnd(TextOutput target) {
    if (isArray) {
      target.put(empty ? "[]\n" : "\n]\n");
    }
  }
}
