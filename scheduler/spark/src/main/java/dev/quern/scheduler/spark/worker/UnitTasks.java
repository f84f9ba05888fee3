package dev.quern.scheduler.spark.worker;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.event.ToldSpills;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.SerialLanes;
import dev.quern.scheduler.local.LocalExecutor;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.TaskStorage;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tasks of a unit being carried out on the calling thread, by the executor that sessions have:
 * what is read becomes the results of tasks that have ended already.
 */
final class UnitTasks {
  private static final Token READ = new Token("read", 0, 0);
  private static final Key NOTHING = new Token("nothing", 0, 0).at(0);
  private static final Origin FETCHED = Origin.of("results of other tasks");

  private final WorkerNode node;
  private final MemoryBudget account;
  private final long number;
  private List<NodeTime> times = List.of();

  /**
   * Tasks that are not begun.
   *
   * @param account what they allocate from
   * @param number tells the run of the unit from others of the process
   */
  UnitTasks(WorkerNode node, MemoryBudget account, long number) {
    this.node = node;
    this.account = account;
    this.number = number;
  }

  /**
   * Carries them out; the results are the caller's.
   *
   * @param begun given what may be cancelled
   */
  List<Chunk> carryOut(UnitCode code, UnitInputs inputs, Consumer<Computation> begun) {
    SerialLanes lanes = new SerialLanes();
    Events events = new Events(lanes, List.of());
    LocalExecutor executor = new LocalExecutor(lanes, events, Collections.emptySortedMap());
    try (Computation computation =
        executor.submit(submission(graph(code, inputs), events, lanes))) {
      begun.accept(computation);
      return computation.join();
    } finally {
      executor.close();
    }
  }

  /** What they have cost, by plan node. */
  List<NodeTime> times() {
    return times;
  }

  private Submission submission(LazyChunks chunks, Events events, Lanes lanes) {
    SpillSpace spill = new ToldSpills(node.spill(), events, lanes);
    return new Submission(
        number,
        chunks,
        account,
        new Storage(node.ledger(), spill),
        List.of(
            event -> {
              if (event instanceof GraphEvent.GraphFinished end) {
                times =
                    end.nodes().stream().filter(time -> !time.origin().equals(FETCHED)).toList();
              }
            }),
        () -> {});
  }

  private static LazyChunks graph(UnitCode code, UnitInputs inputs) {
    TaskGraphBuilder graph = TaskGraph.builder();
    for (int i = 0; i < inputs.count(); i++) {
      graph.add(READ.at(i), new Fetched(inputs, i), FETCHED);
    }
    for (UnitCode.Step step : code.steps()) {
      Key[] keys = new Key[step.inputs().length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = key(code, step.inputs()[i]);
        if (keys[i].equals(NOTHING) && !graph.contains(NOTHING)) {
          graph.add(NOTHING, new Nothing(), FETCHED);
        }
      }
      graph.add(step.key(), step.operator(), step.origin(), keys);
    }
    List<Key> results = code.results().stream().map(result -> key(code, result)).toList();
    return LazyChunks.of(graph.build(), results);
  }

  private static Key key(UnitCode code, int input) {
    if (input == UnitCode.NOTHING) {
      return NOTHING;
    }
    return input >= 0 ? READ.at(input) : code.steps().get(~input).key();
  }

  /** A result that was there before the run. */
  @SuppressWarnings("serial") // made where it is used
  private record Fetched(UnitInputs inputs, int number) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> none) {
      return inputs.take(number);
    }
  }

  /** Stands for a result that nobody looks at. */
  private record Nothing() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> none) {
      return new Value<>("nothing");
    }
  }

  private record Storage(MemoryLedger ledger, SpillSpace spill) implements TaskStorage {
    @Override
    public long share() {
      return ledger.shares().each();
    }
  }
}
