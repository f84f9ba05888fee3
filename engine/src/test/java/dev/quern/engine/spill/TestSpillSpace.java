package dev.quern.engine.spill;

import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ipc.IpcOutput;
import dev.quern.engine.io.ipc.IpcReader;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.ipc.IpcWriter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Files on the heap, counted; after some bytes the disk is full. */
public final class TestSpillSpace implements SpillSpace {
  private final MemoryBudget budget;
  private final long capacity;
  private final AtomicInteger files = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();

  /** A disk of {@code capacity} bytes; encoding takes memory from {@code budget}. */
  public TestSpillSpace(MemoryBudget budget, long capacity) {
    this.budget = budget;
    this.capacity = capacity;
  }

  /** Files that were not deleted. */
  public int files() {
    return files.get();
  }

  /** Bytes written, to files deleted since as well. */
  public long written() {
    return written.get();
  }

  @Override
  public SpillWriter create(String what, Schema schema) {
    files.incrementAndGet();
    return new Writer(schema);
  }

  private final class Writer implements SpillWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Schema schema;
    private final IpcWriter writer;
    private long rows;
    private boolean finished;

    Writer(Schema schema) {
      this.schema = schema;
      IpcOutput out = IpcOutput.to(Channels.newChannel(bytes), "a file of the test");
      this.writer = new IpcWriter(out, schema, IpcWriteOptions.NATIVE, budget);
    }

    @Override
    public void write(Batch batch) {
      if (written.get() > capacity) {
        throw new StorageException("the disk of the test is full");
      }
      long before = bytes.size();
      writer.write(batch);
      rows += batch.rows();
      written.addAndGet(bytes.size() - before);
    }

    @Override
    public long bytes() {
      return bytes.size();
    }

    @Override
    public SpilledBatches finish() {
      writer.finish();
      writer.close();
      finished = true;
      return new Spilled(schema, rows, bytes.toByteArray());
    }

    @Override
    public void close() {
      if (!finished) {
        finished = true;
        writer.close();
        files.decrementAndGet();
      }
    }
  }

  private final class Spilled implements SpilledBatches {
    private final Schema schema;
    private final long rows;
    private final byte[] content;
    private final AtomicBoolean closed = new AtomicBoolean();

    Spilled(Schema schema, long rows, byte[] content) {
      this.schema = schema;
      this.rows = rows;
      this.content = content;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public long rows() {
      return rows;
    }

    @Override
    public long bytes() {
      return content.length;
    }

    @Override
    public BatchReader open(MemoryBudget target) {
      if (closed.get()) {
        throw new IllegalStateException("opened after it was closed");
      }
      return IpcReader.stream(
          Channels.newChannel(new ByteArrayInputStream(content)), "a file", target, 1 << 30);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        files.decrementAndGet();
      }
    }
  }
}
