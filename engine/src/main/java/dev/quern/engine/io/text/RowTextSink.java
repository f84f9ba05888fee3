package dev.quern.engine.io.text;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.Sink;
import dev.quern.engine.type.Schema;

/** A file of text under construction, row by row. A row that fails ends it: nothing is kept. */
public abstract class RowTextSink implements Sink {
  private final Schema schema;
  private final OutputFile file;
  private final TextOutput output;
  private long rows;
  private boolean ended;

  /** Takes {@code file} over, for batches of this schema. */
  protected RowTextSink(OutputFile file, Schema schema) {
    this.file = file;
    this.schema = schema;
    this.output = TextOutput.of(file);
  }

  /** Looks at the columns of the rows to come. */
  protected abstract void bind(Batch batch);

  /** Writes a row of the batch and what separates it from others. */
  protected abstract void writeRow(int row, TextOutput target);

  /** Writes what stands behind the last row. */
  protected void writeEnd(TextOutput target) {}

  /** The columns. */
  protected final Schema schema() {
    return schema;
  }

  /** Where text goes. */
  protected final TextOutput output() {
    return output;
  }

  @Override
  public final void write(Batch batch) {
    checkOpen();
    if (!batch.schema().equals(schema)) {
      throw new PlanException("a batch of %s for a file of %s".formatted(batch.schema(), schema));
    }
    // Half a row must not become a file.
    ended = true;
    bind(batch);
    for (int row = 0; row < batch.rows(); row++) {
      writeRow(row, output);
    }
    rows += batch.rows();
    ended = false;
  }

  @Override
  public final Written commit() {
    checkOpen();
    ended = true;
    writeEnd(output);
    output.finish();
    file.commit();
    return new Written(rows, file.position());
  }

  @Override
  public final void close() {
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
