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
 * One file of JSON lines under construction: an object a row, with all fields in the order of the
 * columns, nulls among them.
 *
 * <p>What is written reads back as the same values under the same schema. Numbers are numbers, NaN
 * and infinities are strings of these names, since JSON has no numbers for them; dates and
 * timestamps are strings of ISO 8601, instants in UTC; binary is hexadecimal behind {@code 0x}.
 * Lists are arrays and structs objects. A file whose name ends in {@code .gz} or {@code .zst} is
 * compressed.
 */
public final class JsonSink extends RowTextSink {
  private final List<JsonCells> cells = new ArrayList<>();

  private JsonSink(OutputFile file, Schema schema) {
    super(file, schema);
    for (Field field : schema) {
      cells.add(new JsonCells(field, cells.isEmpty()));
    }
  }

  /**
   * Starts the file that will be {@code path}.
   *
   * @throws dev.quern.engine.StorageException when it cannot be written there
   */
  public static JsonSink create(Path path, Schema schema) {
    OutputFile file = OutputFile.create(path);
    try {
      return new JsonSink(file, schema);
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
    if (cells.isEmpty()) {
      target.put((byte) '{');
    }
    for (JsonCells cell : cells) {
      cell.write(row, target);
    }
    target.put((byte) '}');
    target.put((byte) '\n');
  }
}
