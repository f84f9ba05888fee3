package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.task.CallArguments;
import dev.quern.scheduler.task.CallGraph;
import dev.quern.scheduler.task.CallNode;
import dev.quern.scheduler.task.TaskFunction;
import java.util.List;

/** A value that is there, in the place of one that is not. */
record Known<T>(T value) implements Lazy<T> {

  @Override
  public LazyChunks lazyChunks() {
    TaskFunction<T, T> same = known -> known;
    return new CallGraph().want(CallNode.of(same, new CallArguments().value(value))).build();
  }

  @Override
  public T result(MemoryBudget memory, List<Chunk> chunks) {
    chunks.forEach(Chunk::close);
    return value;
  }
}
