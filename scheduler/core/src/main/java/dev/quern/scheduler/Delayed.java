package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.task.CallGraph;
import dev.quern.scheduler.task.CallNode;
import dev.quern.scheduler.task.CallResults;
import dev.quern.scheduler.task.TaskFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a plain method that is carried out later, as a task of a graph. Its arguments may be
 * other calls, frames and arrays; what several calls read is computed once.
 *
 * <pre>{@code
 * Delayed<Model> model = delayed(Model::fit, delayed(Load::parse, path));
 * Model fitted = model.compute();
 * }</pre>
 *
 * <p>Each call is another task, even of the same method with the same arguments, unless it is said
 * to be {@link #pure}. Immutable and thread-safe; making one takes about half a microsecond.
 *
 * @param <T> what the method returns
 */
public final class Delayed<T extends @Nullable Object> implements Lazy<T> {
  private final CallNode call;

  Delayed(CallNode call) {
    this.call = call;
  }

  CallNode call() {
    return call;
  }

  /** What {@code function} makes of the result. */
  public <R> Delayed<R> map(TaskFunction<? super T, ? extends R> function) {
    return new Delayed<>(CallNode.of(function, call));
  }

  /**
   * The same call, taken to depend on nothing but its arguments and to do nothing else: equal ones
   * of one graph are carried out once. Equal are calls of the same method, or of one lambda
   * expression that has captured equal values, with equal arguments.
   *
   * @throws dev.quern.engine.PlanException when an argument has no structure to compare: records,
   *     texts, numbers and collections have
   */
  public Delayed<T> pure() {
    return new Delayed<>(call.pure());
  }

  /** The same call, named {@code label} in errors and progress. */
  public Delayed<T> label(String label) {
    return new Delayed<>(call.labelled(label));
  }

  @Override
  public LazyChunks lazyChunks() {
    return new CallGraph().want(call).build();
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // what the method returned
  public T result(MemoryBudget memory, List<Chunk> chunks) {
    return (T) CallResults.take(chunks.getFirst());
  }

  /** What is called, and from which line; computes nothing. */
  @Override
  public String toString() {
    return "Delayed[" + call.origin() + "]";
  }
}
