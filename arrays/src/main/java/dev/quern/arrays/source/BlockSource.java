package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.io.Serializable;

/** An array whose regions can be made one by one. Implemented by records: sources are data. */
public sealed interface BlockSource extends Serializable
    permits ConstantSource, SequenceSource, EyeSource, RandomSource, HeapSource, NpySource {

  /** The shape of the whole array. */
  Shape shape();

  /** What the elements are. */
  DType dtype();

  /** The source in a few words, for plans and progress. */
  String label();

  /** Fills {@code target} with the region of its shape that begins at {@code start}. */
  void fill(TaskContext context, long[] start, Block target);
}
