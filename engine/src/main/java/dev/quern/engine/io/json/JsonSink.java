package dev.quern.engine.io.json;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.Sink;
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
 * timestamps are strings of ISO 8601, instants in UTC; binary is hexadecimal behind {@code 0x}. A
 * file whose name ends in {@code .gz} or {@code .zst} is compressed.
 */
public final class JsonSink implements Sink {
  private final Schema schema;
  private final OutputFile file;
  private final TextOutput output;
  private final List<JsonCells> cells = new ArrayList<>();
  private long rows;
  private boolean ended;

  private JsonSink(OutputFile file, Schema schema) {
    this.file = file;
    this.schema = schema;
    this.output = TextOutput.of(file);
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
  public void write(Batch batch) {
    checkOpen();
    if (!batch.schema().equals(schema)) {
      throw new PlanException("a batch of %s for a file of %s".formatted(batch.schema(), schema));
    }
    // Half a row must not become a file.
    ended = true;
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).bind(batch.column(i));
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (cells.isEmpty()) {
        output.put((byte) '{');
      }
      for (JsonCells cell : cells) {
        cell.write(row, output);
      }
      output.put((byte) '}');
      output.put((byte) '\n');
    }
    rows += batch.rows();
    ended = false;
  }

  @Override
  public Written commit() {
    checkOpen();
    ended = true;
    output.finish();
    file.commit();
    return new Written(rows, file.position());
  }

  @Override
  public void close() {
    ended = true;
    try (file) {
      output.close();
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException(
          file.target() + " was committed or closed, or writing to it failed before");
    }
  }
}
