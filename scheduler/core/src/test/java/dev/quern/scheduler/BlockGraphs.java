package dev.quern.scheduler;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/** Graphs of blocks, whose results are large enough to be put aside. */
final class BlockGraphs {
  /** The bytes of a block. */
  static final int BLOCK = 128 << 10;

  private BlockGraphs() {}

  /**
   * Each task adds two blocks of the level above, which lie further and further apart: whatever the
   * order, about all blocks of a level live at once. The one output is {@link #sumOfButterfly}.
   */
  static TaskGraph butterfly(int width) {
    TaskGraphBuilder builder = TaskGraph.builder();
    Token above = Token.of("level", 0);
    for (int i = 0; i < width; i++) {
      builder.add(above.at(i), filled(), Origin.of("source"));
    }
    int level = 1;
    for (int apart = width / 2; apart > 0; apart /= 2, level++) {
      Token token = Token.of("level", level);
      for (int i = 0; i < width; i++) {
        Operator add = BlockGraphs::add;
        builder.add(token.at(i), add, Origin.of("add " + level), above.at(i), above.at(i ^ apart));
      }
      above = token;
    }
    // Every block has the sum of all by now.
    int rows = level;
    for (int count = width / 2; count > 0; count /= 2, rows++) {
      Token token = Token.of("level", rows);
      for (int i = 0; i < count; i++) {
        builder.add(
            token.at(i), BlockGraphs::add, Origin.of("sum"), above.at(2 * i), above.at(2 * i + 1));
      }
      above = token;
    }
    return builder.build();
  }

  /** What the output of a butterfly has at {@code position}. */
  static long sumOfButterfly(int width, int position) {
    long sum = 0;
    for (int partition = 0; partition < width; partition++) {
      sum += width * value(partition, position);
    }
    return sum;
  }

  /** A block of its partition's values. */
  static Operator filled() {
    return (context, _) -> {
      Block block = Block.allocate(context.memory(), DType.INT64, BLOCK / 8);
      MemorySegment values = block.values();
      for (int i = 0; i < BLOCK / 8; i++) {
        values.setAtIndex(ValueLayout.JAVA_LONG, i, value(context.partition(), i));
      }
      return block;
    };
  }

  /** Numbers that do not compress. */
  static long value(int partition, int position) {
    return new SplittableRandom(((long) partition << 32) + position).nextLong();
  }

  /** The sum of two blocks. */
  static Chunk add(TaskContext context, List<Chunk> inputs) {
    MemorySegment left = ((Block) inputs.get(0)).values();
    MemorySegment right = ((Block) inputs.get(1)).values();
    Block block = Block.allocate(context.memory(), DType.INT64, BLOCK / 8);
    MemorySegment sum = block.values();
    for (int i = 0; i < BLOCK / 8; i++) {
      sum.setAtIndex(
          ValueLayout.JAVA_LONG,
          i,
          left.getAtIndex(ValueLayout.JAVA_LONG, i) + right.getAtIndex(ValueLayout.JAVA_LONG, i));
    }
    return block;
  }
}
