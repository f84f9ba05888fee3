package dev.quern.scheduler.spark.worker;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Decision;
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
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.event.ToldSpills;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.SerialLanes;
import dev.quern.scheduler.local.LocalExecutor;
import dev.quern.scheduler.remote.Elsewhere;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.TaskStorage;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit being carried out on the calling thread, by the executor that sessions have: what is
 * read becomes the results of tasks that have ended already. Closed when the results have been
 * passed on; that everything was freed is checked then. Only {@link #cancel} is for other threads.
 */
public final class UnitRun implements AutoCloseable {
  private static final Token READ = new Token("read", 0, 0);
  private static final Key NOTHING = new Token("nothing", 0, 0).at(0);
  private static final Origin FETCHED = Origin.of("results of other tasks");

  private final WorkerNode node;
  private final MemoryBudget account;
  private final long number;
  private List<Origin> origins = List.of();
  private List<NodeTime> times = List.of();
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
   * What a unit is given to read.
   *
   * @param graph the number of the graph in its cluster
   * @param oldest the lowest number of a graph that still runs there
   * @param exchanges the number of each of the exchanges that are read, in the whole cluster
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Sources(
      long graph, long oldest, int[] exchanges, UnitReads reads, Exchange exchange) {}

  /**
   * Carries the unit out. The results stay this run's.
   *
   * @param encoded the {@link UnitCode}; null for one without tasks
   * @throws dev.quern.engine.TaskFailedException when a task threw
   * @throws CancelledException when {@link #cancel} was called
   */
  public List<Chunk> run(TaskCodec.@Nullable Encoded encoded, Sources sources) {
    node.shared().forgetBefore(sources.oldest());
    UnitReads reads = sources.reads();
    SharedChunks.Id[] ids = new SharedChunks.Id[reads.count()];
    for (int i = 0; i < ids.length; i++) {
      int exchange = sources.exchanges()[reads.sources()[i]];
      ids[i] =
          new SharedChunks.Id(sources.graph(), exchange, reads.units()[i], reads.sections()[i]);
    }
    try (UnitInputs inputs = new UnitInputs(node, account, reads, ids, sources.exchange())) {
      results = encoded == null ? passOn(inputs) : carryOut(encoded, inputs);
      return results;
    }
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
            return Elsewhere.call(() -> apply(code, inputs));
          });
    }
  }

  private List<Chunk> apply(UnitCode code, UnitInputs inputs) {
    List<Chunk> made = carryOut(code, inputs);
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
    calls = decided;
    return made;
  }

  private List<Chunk> carryOut(UnitCode code, UnitInputs inputs) {
    SerialLanes lanes = new SerialLanes();
    origins = code.steps().stream().map(UnitCode.Step::origin).toList();
    Events events = new Events(lanes, List.of());
    LocalExecutor executor = new LocalExecutor(lanes, events, Collections.emptySortedMap());
    try (Computation computation =
        executor.submit(submission(graph(code, inputs), events, lanes))) {
      begin(computation);
      return computation.join();
    } finally {
      executor.close();
    }
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

  /** What the tasks have cost so far, by plan node. */
  public List<NodeTime> times() {
    return times;
  }

  /** The number of the first step that was made from {@code origin}; 0 when there is none. */
  public int step(Origin origin) {
    for (int i = 0; i < origins.size(); i++) {
      if (origins.get(i).equals(origin)) {
        return i;
      }
    }
    return 0;
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
