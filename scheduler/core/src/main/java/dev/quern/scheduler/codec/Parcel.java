package dev.quern.scheduler.codec;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ipc.IpcOutput;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.ipc.IpcWriter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that is about to be written: what it is made of, as it was when the parcel was made, even
 * if it is put aside on disk meanwhile. Holds a handle on it. Not thread-safe.
 */
public final class Parcel implements AutoCloseable {
  private final ChunkForm form;
  private final List<Chunk> leaves;

  private Parcel(ChunkForm form, List<Chunk> leaves) {
    this.form = form;
    this.leaves = leaves;
  }

  /**
   * A parcel of {@code chunk}, which stays the caller's.
   *
   * @throws UnsupportedDataException when it is of a kind that has no form
   */
  public static Parcel of(Chunk chunk) {
    List<Chunk> leaves = new ArrayList<>();
    try {
      return new Parcel(form(chunk, leaves), leaves);
    } catch (RuntimeException | Error e) {
      leaves.forEach(Chunk::close);
      throw e;
    }
  }

  private static ChunkForm form(Chunk chunk, List<Chunk> leaves) {
    ChunkForm form =
        switch (chunk) {
          case Batch batch -> BatchesForm.of(batch);
          case BatchList list -> BatchesForm.of(list);
          case SpooledBatches spool -> BatchesForm.of(spool);
          case Block block -> new BlockForm(block.dtype(), block.shape());
          case Value<?>(var value) -> new ValueForm(value);
          case Portable portable -> parts(portable, leaves);
          default ->
              throw new UnsupportedDataException(
                  "a %s has no form outside of its process"
                      .formatted(chunk.getClass().getSimpleName()));
        };
    if (!(form instanceof PartsForm)) {
      leaves.add(chunk.retain());
    }
    return form;
  }

  private static ChunkForm parts(Portable chunk, List<Chunk> leaves) {
    try (Portable.Kit kit = chunk.takeApart()) {
      List<ChunkForm> parts = new ArrayList<>();
      for (Chunk part : kit.parts()) {
        parts.add(form(part, leaves));
      }
      return new PartsForm(kit.form(), parts);
    }
  }

  /** What has to be known beside the bytes. */
  public ChunkForm form() {
    return form;
  }

  /**
   * Writes the bytes.
   *
   * @param memory what is needed meanwhile is allocated from
   * @throws dev.quern.engine.StorageException when {@code out} takes no more
   */
  public void write(WritableByteChannel out, MemoryBudget memory) {
    for (Chunk leaf : leaves) {
      switch (leaf) {
        case Batch batch -> batches(out, memory, BatchesForm.of(batch), each(List.of(batch)));
        case BatchList list -> batches(out, memory, BatchesForm.of(list), each(list.batches()));
        case SpooledBatches spool -> {
          try (BatchReader reader = spool.open(memory)) {
            batches(out, memory, BatchesForm.of(spool), reader::next);
          }
        }
        case Block block -> BlockForm.write(block, out);
        default -> {
          // an object, which is in the form
        }
      }
    }
  }

  private static void batches(
      WritableByteChannel out,
      MemoryBudget memory,
      BatchesForm form,
      Supplier<@Nullable Batch> batches) {
    long all = Arrays.stream(form.rows()).asLongStream().sum();
    try (IpcWriter writer =
        new IpcWriter(IpcOutput.to(out, "chunk"), form.schema(), IpcWriteOptions.NATIVE, memory)) {
      for (Batch next = batches.get(); next != null; next = batches.get()) {
        try (Batch batch = next) {
          if (batch.rows() > 0) {
            writeOwn(writer, batch, all, memory);
          }
        }
      }
      writer.finish();
    }
  }

  private static Supplier<@Nullable Batch> each(List<Batch> batches) {
    Iterator<Batch> iterator = batches.iterator();
    return () -> iterator.hasNext() ? iterator.next().retain() : null;
  }

  /* A few rows gathered from many share all their strings; a dictionary goes once for all batches. */
  private static void writeOwn(IpcWriter writer, Batch batch, long all, MemoryBudget memory) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector column : batch.columns()) {
        boolean shared = column.isDictionary() && column.dictionary().length() <= all;
        columns.add(shared ? column.retain() : Compact.column(memory, column));
      }
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
    try (Batch own = Batch.of(batch.schema(), batch.rows(), columns)) {
      writer.write(own);
    }
  }

  @Override
  public void close() {
    leaves.forEach(Chunk::close);
    leaves.clear();
  }
}
