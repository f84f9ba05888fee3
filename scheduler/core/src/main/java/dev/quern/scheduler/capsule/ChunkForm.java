package dev.quern.scheduler.capsule;

import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ipc.IpcOutput;
import dev.quern.engine.io.ipc.IpcReader;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.ipc.IpcWriter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a chunk, beside its bytes, to make it again.
 *
 * <p>Bytes of batches are an Arrow stream, those of a block its elements in C order, little-endian;
 * an object has none, it is in the form itself.
 */
sealed interface ChunkForm extends Serializable {

  /** The ending of the name of a file of such bytes. */
  String extension();

  /** Writes the bytes of {@code chunk}, which this is the form of. */
  void write(Chunk chunk, WritableByteChannel out, MemoryBudget memory);

  /** The chunk whose bytes come from {@code in}; the caller's to close. */
  Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill);

  /**
   * The form of {@code chunk}.
   *
   * @throws UnsupportedDataException when it is of a kind that has none
   */
  static ChunkForm of(Chunk chunk) {
    return switch (chunk) {
      case Batch batch -> new OfBatches(Kind.BATCH, batch.schema(), new int[] {batch.rows()});
      case BatchList list ->
          new OfBatches(
              Kind.LIST, list.schema(), list.batches().stream().mapToInt(Batch::rows).toArray());
      case SpooledBatches spool -> {
        int[] rows = new int[spool.count()];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = spool.rows(i);
        }
        yield new OfBatches(Kind.SPOOL, spool.schema(), rows);
      }
      case Block block -> new OfBlock(block.dtype(), block.shape());
      case Value<?>(Serializable value) -> new OfValue(value);
      case Value<?>(var value) ->
          throw new UnsupportedDataException(
              "an object of %s cannot be written: the class does not implement Serializable"
                  .formatted(value == null ? "null" : value.getClass().getName()));
      default ->
          throw new UnsupportedDataException(
              "a %s has no form outside of its process"
                  .formatted(chunk.getClass().getSimpleName()));
    };
  }

  /** What the batches were in. */
  enum Kind {
    /** One alone. */
    BATCH,
    /** A list in memory. */
    LIST,
    /** A list that may be on disk. */
    SPOOL
  }

  /**
   * Batches.
   *
   * @param rows of each; the stream holds no message for one that has none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfBatches(Kind kind, Schema schema, int[] rows) implements ChunkForm {
    /* The readers want a multiple of 64. */
    private static final int ANY_ROWS = Integer.MAX_VALUE - 63;

    @Override
    public String extension() {
      return "arrow";
    }

    @Override
    public void write(Chunk chunk, WritableByteChannel out, MemoryBudget memory) {
      try (IpcWriter writer =
          new IpcWriter(IpcOutput.to(out, "chunk"), schema, IpcWriteOptions.NATIVE, memory)) {
        switch (chunk) {
          case Batch batch -> write(writer, batch);
          case BatchList list -> list.batches().forEach(batch -> write(writer, batch));
          case SpooledBatches spool -> {
            try (BatchReader reader = spool.open(memory)) {
              for (Batch next = reader.next(); next != null; next = reader.next()) {
                try (Batch batch = next) {
                  write(writer, batch);
                }
              }
            }
          }
          default -> throw new IllegalArgumentException("no batches: " + chunk);
        }
        writer.finish();
      }
    }

    private static void write(IpcWriter writer, Batch batch) {
      if (batch.rows() > 0) {
        writer.write(batch);
      }
    }

    @Override
    public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill) {
      List<Batch> batches = new ArrayList<>();
      try (IpcReader reader = IpcReader.stream(in, "chunk", memory, ANY_ROWS)) {
        for (int count : rows) {
          batches.add(count == 0 ? Batches.concat(memory, schema, List.of()) : next(reader));
        }
      } catch (RuntimeException | Error e) {
        batches.forEach(Batch::close);
        throw e;
      }
      return switch (kind) {
        case BATCH -> batches.getFirst();
        case LIST -> BatchList.of(schema, batches);
        case SPOOL -> {
          try (Spool spool = new Spool(spill, "input", schema)) {
            batches.forEach(spool::add);
            yield spool.finish();
          }
        }
      };
    }

    private Batch next(IpcReader reader) {
      @Nullable Batch next = reader.next();
      if (next == null) {
        throw new StorageException("a chunk ends before its last batch: the file was cut short");
      }
      if (next.schema().equals(schema)) {
        return next;
      }
      // What a stream says of its fields may be less than what its writer knew.
      try (next) {
        return next.withSchema(schema);
      }
    }
  }

  /** Elements of an array. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfBlock(DType dtype, long[] shape) implements ChunkForm {
    private static final long PIECE = 1 << 24;

    @Override
    public String extension() {
      return "block";
    }

    @Override
    public void write(Chunk chunk, WritableByteChannel out, MemoryBudget memory) {
      transfer((Block) chunk, out::write);
    }

    @Override
    public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill) {
      Block block = Block.allocate(memory, dtype, shape);
      try {
        transfer(
            block,
            bytes -> {
              if (in.read(bytes) < 0) {
                throw new EOFException("the file was cut short");
              }
            });
        return block;
      } catch (RuntimeException | Error e) {
        block.close();
        throw e;
      }
    }

    private static void transfer(Block block, Transfer transfer) {
      long size = block.size() * Block.width(block.dtype());
      MemorySegment values = block.values();
      try {
        for (long at = 0; at < size; at += PIECE) {
          ByteBuffer piece = values.asSlice(at, Math.min(PIECE, size - at)).asByteBuffer();
          while (piece.hasRemaining()) {
            transfer.some(piece);
          }
        }
      } catch (IOException e) {
        throw new StorageException("the elements of a block: " + e.getMessage(), e);
      }
    }

    /** Moves some bytes. */
    private interface Transfer {
      void some(ByteBuffer bytes) throws IOException;
    }
  }

  /** An object. */
  record OfValue(Serializable value) implements ChunkForm {
    @Override
    public String extension() {
      return "value";
    }

    @Override
    public void write(Chunk chunk, WritableByteChannel out, MemoryBudget memory) {}

    @Override
    public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill) {
      return new Value<>(value);
    }
  }
}
