package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.GemmKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Adds the products of pairs of matrices of FLOAT64. The inputs are the pairs one after the other;
 * of an odd number the first is the sum so far.
 *
 * @param shape the rows of the left matrices and the columns of the right ones
 */
public record MatMulBlock(Shape shape) implements Operator {
  /** Rows of a product between two checks for cancelling. */
  private static final long ROWS = 1024;

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Block> blocks = Blocks.of(inputs);
    return Blocks.filled(
        Block.allocate(context.memory(), DType.FLOAT64, shape.lengths()),
        sum -> {
          int first = blocks.size() % 2;
          MemorySegment start = sum.values().asSlice(0, sum.byteSize());
          if (first == 1) {
            MemorySegment.copy(blocks.getFirst().values(), 0, start, 0, sum.byteSize());
          } else {
            start.fill((byte) 0);
          }
          for (int i = first; i < blocks.size(); i += 2) {
            add(context, blocks.get(i), blocks.get(i + 1), sum);
          }
        });
  }

  private static void add(TaskContext context, Block left, Block right, Block sum) {
    GemmKernel kernel = Kernels.active().gemm();
    long inner = left.length(1);
    long columns = right.length(1);
    int most = (int) Math.min(ROWS, left.length(0));
    try (NativeBuffer scratch =
        context.memory().allocate(kernel.scratchBytes(most, (int) columns, (int) inner))) {
      for (long row = 0; row < left.length(0); row += ROWS) {
        context.checkCancelled();
        int rows = (int) Math.min(ROWS, left.length(0) - row);
        kernel.multiplyAdd(
            rows,
            (int) columns,
            (int) inner,
            left.values().asSlice((row * inner) << 3, (rows * inner) << 3),
            right.values(),
            sum.values().asSlice((row * columns) << 3, (rows * columns) << 3),
            scratch.segment());
      }
    }
  }
}
