package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.TaskRef;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What the results of one run that may be put aside have in common. Thread-safe. */
final class RunResults implements ResultHome {
  private static final VarHandle SIZES = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIPE = 0;

  private final MemoryLedger ledger;
  private final long number;
  private final TaskGraph graph;
  private final MemoryBudget memory;
  private final ByteGauge bytes;

  /* By origin, the largest result so far: what the next task of it will likely need. */
  private final long[] largest;
  private volatile int position;

  /**
   * Results of {@code graph}, which is {@code number} in its session; those read back are allocated
   * from {@code memory}.
   */
  RunResults(
      MemoryLedger ledger, long number, TaskGraph graph, MemoryBudget memory, ByteGauge bytes) {
    this.ledger = ledger;
    this.number = number;
    this.graph = graph;
    this.memory = memory;
    this.bytes = bytes;
    this.largest = new long[graph.origins().size()];
  }

  /** Keeps an eye on {@code chunk}, of {@code size} bytes, from now on. */
  Result hold(int task, Chunk chunk, long size) {
    Result result = new Result(this, task, chunk, size);
    int origin = graph.originIndex(task);
    if (size > (long) SIZES.getOpaque(largest, origin)) {
      SIZES.setOpaque(largest, origin, size);
    }
    position = task;
    ledger.add(result);
    return result;
  }

  /**
   * The bytes of the largest result so far of the plan node of {@code task}; 0 when there is none.
   */
  long largest(int task) {
    return (long) SIZES.getOpaque(largest, graph.originIndex(task));
  }

  @Override
  public void moved(long size) {
    bytes.add(STRIPE, size);
  }

  @Override
  public TaskRef reference(int task) {
    return new TaskRef(number, graph.key(task), graph.origin(task));
  }

  @Override
  public MemoryLedger ledger() {
    return ledger;
  }

  TaskGraph graph() {
    return graph;
  }

  @Override
  public MemoryBudget memory() {
    return memory;
  }

  @Override
  public int readers(int task) {
    return graph.successorCount(task);
  }

  @Override
  public int reader(int task, int i) {
    return graph.successor(task, i);
  }

  @Override
  public int position() {
    return position;
  }
}
