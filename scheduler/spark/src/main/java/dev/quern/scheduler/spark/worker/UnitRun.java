package dev.quern.scheduler.spark.worker;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.remote.Elsewhere;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One unit being carried out on the calling thread. Closed when the results have been passed on;
 * that everything was freed is checked then. Only {@link #cancel} is for other threads.
 */
public final class UnitRun implements AutoCloseable {
  private final WorkerNode node;
  private final MemoryBudget account;
  private final long number;
  private final List<Cost> costs = new ArrayList<>();
  private List<Chunk> results = List.of();
  private List<Boolean> calls = List.of();
  private @Nullable Computation running;
  private @Nullable String cancelled;

  /**
   * A unit that was not begun.
   *
   * @param name what its memory is held for, in refusals and reports of leaks
   */
  public UnitRun(WorkerNode node, String name) {
    this.node = node;
    this.number = node.nextRun();
    this.account = node.account(name + " run " + number);
  }

  /**
   * Where the units of a graph read.
   *
   * @param graph the number of the graph in its cluster
   * @param oldest the lowest number of a graph that still runs there
   * @param exchanges the number of each of the exchanges that are read, in the whole cluster
   * @param copies what units carry out themselves to read it, by the tasks that end it
   * @param exchange what brings the rest
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Sources(
      long graph, long oldest, int[] exchanges, Map<Integer, UnitCopy> copies, Exchange exchange) {}

  /**
   * What the tasks of a plan node have cost.
   *
   * @param copy the task that ends the copy that they are of, or {@link #OWN}
   * @param step the number of the first of them in there
   */
  public record Cost(int copy, int step, NodeTime time) {
    /** Not of a copy. */
    public static final int OWN = -1;
  }

  /**
   * Carries the unit out. The results stay this run's.
   *
   * @param encoded the {@link UnitCode}; null for one without tasks
   * @throws dev.quern.engine.TaskFailedException when a task threw
   * @throws CancelledException when {@link #cancel} was called
   */
  public List<Chunk> run(TaskCodec.@Nullable Encoded encoded, UnitReads reads, Sources sources) {
    node.shared().forgetBefore(sources.oldest());
    try (UnitInputs inputs = inputs(account, reads, sources)) {
      results = encoded == null ? passOn(inputs) : carryOut(encoded, inputs);
      return results;
    }
  }

  private UnitInputs inputs(MemoryBudget memory, UnitReads reads, Sources sources) {
    return new UnitInputs(node, memory, reads, sources, task -> copy(task, sources));
  }

  private static List<Chunk> passOn(UnitInputs inputs) {
    inputs.fetch(true);
    return List.of(inputs.take(0));
  }

  /* What is read is made of the classes that the code knows, so it is fetched when that is there. */
  private List<Chunk> carryOut(TaskCodec.Encoded encoded, UnitInputs inputs) {
    try (TaskCodec.Decoded decoded = TaskCodec.decode(encoded, account, node.spill())) {
      return decoded.call(
          () -> {
            UnitCode code = (UnitCode) decoded.value();
            inputs.fetch(decoded.loader() == null, code);
            results = carryOut(code, inputs, account, Cost.OWN);
            calls = decided(code, results);
            return results;
          });
    }
  }

  /* It outlives this run, as others read it too. */
  private Chunk copy(int task, Sources sources) {
    UnitCopy copy = Objects.requireNonNull(sources.copies().get(task), "a copy that is read");
    MemoryBudget memory = node.shared().memory();
    try (UnitInputs inputs = inputs(memory, copy.reads(), sources);
        TaskCodec.Decoded decoded =
            TaskCodec.decode(TaskCodec.Encoded.of(copy.code()), memory, node.spill())) {
      return decoded.call(
          () -> {
            UnitCode code = (UnitCode) decoded.value();
            inputs.fetch(true, code);
            return carryOut(code, inputs, memory, task).getFirst();
          });
    }
  }

  private List<Chunk> carryOut(UnitCode code, UnitInputs inputs, MemoryBudget memory, int copy) {
    UnitTasks tasks = new UnitTasks(node, memory, number);
    try {
      return Elsewhere.call(() -> tasks.carryOut(code, inputs, this::begin));
    } finally {
      for (NodeTime time : tasks.times()) {
        costs.add(new Cost(copy, code.stepOf(time.origin()), time));
      }
    }
  }

  private static List<Boolean> decided(UnitCode code, List<Chunk> made) {
    List<Boolean> decided = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      int from = code.results().get(i);
      Chunk result = made.get(i);
      decided.add(
          from >= 0
              || Decision.of(code.steps().get(~from).operator())
                  .map(decision -> decision.calls(result))
                  .orElse(true));
    }
    return decided;
  }

  private synchronized void begin(Computation computation) {
    running = computation;
    if (cancelled != null) {
      boolean _ = computation.cancel();
    }
  }

  /** Asks the unit to stop; from any thread. */
  public synchronized void cancel(String why) {
    cancelled = why;
    if (running != null) {
      boolean _ = running.cancel();
    }
  }

  /** What the tasks have cost so far. */
  public List<Cost> costs() {
    return List.copyOf(costs);
  }

  /**
   * Whether tasks have something to do that wait for the decision that result {@code number} is.
   */
  public boolean calls(int number) {
    return calls.isEmpty() || calls.get(number);
  }

  /** The account of this run. */
  public MemoryBudget memory() {
    return account;
  }

  /**
   * Frees the results.
   *
   * @throws dev.quern.engine.MemoryFaultException when a task has left something else behind
   */
  @Override
  public void close() {
    List<Chunk> made = results;
    results = List.of();
    made.forEach(Chunk::close);
    account.close();
  }
}
