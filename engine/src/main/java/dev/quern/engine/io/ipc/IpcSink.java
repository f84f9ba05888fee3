package dev.quern.engine.io.ipc;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * One Arrow file under construction: with an index of its batches, or a bare stream.
 *
 * <p>Every batch becomes a record batch. Memory is taken for one batch at a time, and for the last
 * dictionary of each column of a stream.
 */
public final class IpcSink implements Sink {
  private static final int HEAD = 8;

  private final OutputFile file;
  private final IpcWriter writer;
  private final boolean indexed;
  private long rows;
  private boolean closed;

  private IpcSink(OutputFile file, IpcWriter writer, boolean indexed) {
    this.file = file;
    this.writer = writer;
    this.indexed = indexed;
  }

  /**
   * Starts an Arrow file (Feather V2), whose record batches can be read apart from each other.
   * Dictionary-encoded columns are written out, since such a file has room for one dictionary a
   * column and later batches may bring others.
   */
  public static IpcSink file(
      Path path, Schema schema, IpcWriteOptions options, MemoryBudget budget) {
    OutputFile file = OutputFile.create(path);
    try {
      file.write(ByteBuffer.allocate(HEAD).put(0, IpcFile.MAGIC));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    IpcWriteOptions plain =
        new IpcWriteOptions(
            options.compression(), options.views(), false, options.narrowDecimals());
    IpcWriter writer = new IpcWriter(file::write, schema, plain, budget, HEAD);
    return new IpcSink(file, writer, true);
  }

  /** Starts a file that holds a bare stream. */
  public static IpcSink stream(
      Path path, Schema schema, IpcWriteOptions options, MemoryBudget budget) {
    OutputFile file = OutputFile.create(path);
    return new IpcSink(file, new IpcWriter(file::write, schema, options, budget), false);
  }

  @Override
  public void write(Batch batch) {
    writer.write(batch);
    rows += batch.rows();
  }

  @Override
  public Written commit() {
    writer.finish();
    if (indexed) {
      ByteBuffer footer = writer.footer();
      ByteBuffer tail = ByteBuffer.allocate(Integer.BYTES + IpcFile.MAGIC.length);
      tail.order(ByteOrder.LITTLE_ENDIAN).putInt(footer.remaining()).put(IpcFile.MAGIC).flip();
      file.write(footer);
      file.write(tail);
    }
    file.commit();
    return new Written(rows, file.position());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try (file) {
        writer.close();
      }
    }
  }
}
