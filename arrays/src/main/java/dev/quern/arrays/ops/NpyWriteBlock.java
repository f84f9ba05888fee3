package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Region;
import dev.quern.arrays.grid.RowWalk;
import dev.quern.arrays.grid.Shape;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a block to where its elements belong in a NumPy file of C order; gives an empty block. So
 * blocks are written by whoever computed them, in any order.
 *
 * @param file a file that is there already
 * @param dataOffset where the elements begin in it
 * @param whole the shape of the array
 * @param region the part of it that the block is
 */
public record NpyWriteBlock(Path file, long dataOffset, Shape whole, Region region)
    implements Operator {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    Block block = (Block) inputs.getFirst();
    int width = Block.width(block.dtype());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      RowWalk.walk(
          whole,
          region.start(),
          region.shape(),
          (position, at, count) -> {
            context.checkCancelled();
            MemorySegment row = block.values().asSlice(at * width, (long) count * width);
            write(channel, dataOffset + position * width, row);
          });
    } catch (IOException e) {
      throw failed(e);
    }
    return Block.allocate(context.memory(), DType.BOOL, 0);
  }

  private void write(FileChannel channel, long position, MemorySegment row) {
    ByteBuffer bytes = row.asByteBuffer();
    try {
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes, position + bytes.position());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private StorageException failed(IOException e) {
    return new StorageException(file + " cannot be written: " + e.getMessage(), e);
  }
}
