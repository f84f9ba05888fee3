package dev.quern.scheduler;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.PlanException;
import dev.quern.engine.SessionClosedException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.actor.ActorFactory;
import dev.quern.scheduler.actor.ActorOptions;
import dev.quern.scheduler.actor.ActorRef;
import dev.quern.scheduler.capsule.Capsule;
import dev.quern.scheduler.capsule.CapsuleWriter;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.FailureKeeper;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.event.ToldSpills;
import dev.quern.scheduler.event.WorkerTimes;
import dev.quern.scheduler.isolate.IsolatedPool;
import dev.quern.scheduler.isolate.IsolationOptions;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Residents;
import dev.quern.scheduler.local.LocalExecutor;
import dev.quern.scheduler.remote.Elsewhere;
import dev.quern.scheduler.remote.RemoteBodies;
import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.TaskStorage;
import dev.quern.scheduler.scope.IoScope;
import dev.quern.scheduler.scope.ScopeOptions;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.SpillFiles;
import dev.quern.scheduler.sync.Names;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskCounts;
import dev.quern.scheduler.task.TaskFunction;
import dev.quern.scheduler.task.TaskOption;
import dev.quern.scheduler.task.TaskSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where graphs are run: workers, a memory budget, and what is running. A program opens one, or uses
 * the default one without ever naming it:
 *
 * <pre>{@code
 * frame.count();                                                             // in Session.current()
 * try (var session = Session.local().workers(8).memory("8g").open()) {
 *   frame.count(session);
 *   session.run(() -> frame.show());                                         // current() in there
 * }
 * }</pre>
 *
 * <p>Thread-safe. Worker threads are daemons: a session left open does not keep a program alive.
 */
public final class Session implements AutoCloseable {
  private static final ScopedValue<Session> BOUND = ScopedValue.newInstance();
  private static final Map<Lanes, Session> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong OPENED = new AtomicLong();
  private static @Nullable Session standard;

  private final SessionConfig config;
  private final String name;
  private final MemoryBudget memory;
  private final Events events;
  private final LocalExecutor executor;
  private final Places places;
  private final Residents residents;
  private final TaskSpace tasks;
  private final Names names;
  private final KeptResults persisted;
  private final GraphBudgets budgets;
  private final SpillFiles spill;
  private final MemoryLedger ledger;
  private final Submissions submissions;
  private final SessionLife life;

  Session(SessionConfig config) {
    this.config = config;
    long number = OPENED.incrementAndGet();
    this.name = "session-" + number;
    this.spill = new SpillFiles(config.spillDirectory(), config.disk());
    this.ledger = new MemoryLedger(name, config.memory(), spill);
    this.memory = ledger.memory();
    this.persisted = new KeptResults(ledger);
    this.budgets = new GraphBudgets(ledger);
    Lanes lanes = config.lanes().open(name, config.workers());
    this.events = new Events(lanes, config.listeners(), keeper(config));
    ledger.tell(events);
    this.executor = new LocalExecutor(lanes, events, config.resources());
    this.places = new Places(executor, config.cluster(), events, ledger);
    this.residents = new Residents(lanes);
    RemoteBodies remote = new RemoteBodies(places::calls, memory, spill);
    this.tasks = new TaskSpace(lanes, events, ledger, remote, number);
    this.names = new Names(lanes);
    this.life = new SessionLife(name);
    TaskStorage storage = new LedgerStorage(ledger, new ToldSpills(spill, events, lanes));
    this.submissions =
        new Submissions(life, persisted, places, budgets, storage, events, config.listeners());
    openCluster();
    OPEN.put(executor.lanes(), this);
  }

  /* What was opened before goes when there is no cluster. */
  private void openCluster() {
    try {
      places.open();
    } catch (RuntimeException | Error notThere) {
      places.close();
      spill.close();
      memory.close();
      throw notThere;
    }
  }

  private static FailureKeeper keeper(SessionConfig config) {
    return config
        .capsules()
        .<FailureKeeper>map(
            folder ->
                new CapsuleWriter(
                    folder,
                    Map.of(
                        "workers",
                        Integer.toString(config.workers()),
                        Capsule.MEMORY,
                        Long.toString(config.memory()),
                        Capsule.SHARE,
                        Long.toString(config.memory() / (2L * config.workers())))))
        .orElse(FailureKeeper.NONE);
  }

  /** The configuration of a session on this machine, to be changed and opened. */
  public static SessionConfig local() {
    return SessionConfig.local();
  }

  /**
   * The configuration of a session whose graphs and submitted tasks run on the cluster at {@code
   * master}, such as {@code spark://host:7077}; actors and scopes stay on this machine. The
   * artifact {@code quern-spark} has to be on the class path.
   */
  public static SessionConfig cluster(String master) {
    return local().cluster(ClusterOptions.of(master));
  }

  /**
   * The session that work without a named one runs in: within a task that task's own, within {@link
   * #run} the one bound there, else the default session, which is opened when first asked for and
   * again after somebody closed it.
   *
   * @throws PlanException within a task on a cluster, whose session is in another process
   */
  public static Session current() {
    if (BOUND.isBound()) {
      return BOUND.get();
    }
    if (Elsewhere.isHere()) {
      throw new PlanException(
          "a task on a cluster has no session, so that it cannot begin others: return what they"
              + " need to the program, which can; or open a session of this process, by"
              + " Session.local()");
    }
    Lanes mine = Lanes.ofCurrentThread();
    Session around = mine == null ? null : OPEN.get(mine);
    return around == null ? standard() : around;
  }

  private static synchronized Session standard() {
    if (standard == null || standard.isClosed()) {
      standard = local().open();
    }
    return standard;
  }

  /** Does {@code action} with this session as the {@link #current} one of the calling thread. */
  public void run(Runnable action) {
    ScopedValue.where(BOUND, this).run(action);
  }

  /** Returns what {@code action} returns, with this session as the {@link #current} one. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> action) throws X {
    return ScopedValue.where(BOUND, this).call(action);
  }

  /**
   * Starts computing {@code chunks} and returns at once. Tasks they do not need are left out,
   * linear runs are fused, and the rest is run in an order that keeps few results alive.
   *
   * @throws SessionClosedException when this session was closed: says where
   */
  public Computation submit(LazyChunks chunks) {
    return submissions.submit(chunks, List.of());
  }

  /** The same, and {@code listener} is told of this graph beside those of the session. */
  public Computation submit(LazyChunks chunks, GraphListener listener) {
    return submissions.submit(chunks, List.of(listener));
  }

  /** Starts computing {@code chunks}, which stay on the cluster if all graphs run there. */
  Computation keep(LazyChunks chunks) {
    return submissions.keep(chunks);
  }

  /** Where {@code lazy} would run at this moment, and why. */
  public Placement placement(Lazy<?> lazy) {
    return places.place(lazy.lazyChunks(this).optimized());
  }

  /**
   * Where {@code chunks} would run at this moment, if a session is bound around the call that has a
   * cluster. Opens none.
   */
  public static Optional<Placement> boundPlacement(LazyChunks chunks) {
    return BOUND.isBound() && BOUND.get().places.hasCluster()
        ? Optional.of(BOUND.get().places.place(chunks.optimized()))
        : Optional.empty();
  }

  /** Starts computing the chunks of {@code graph} that none of its tasks reads. */
  public Computation submit(TaskGraph graph) {
    return submit(LazyChunks.sinks(graph));
  }

  /** Has {@code body} carried out as soon as a worker is free: see {@link Tasks#submit}. */
  public <T extends @Nullable Object> Task<T> submit(
      TaskFunction.Call<? extends T> body, TaskOption... options) {
    return tasks().submit(body, options);
  }

  /** The same for a body that is an object already; on a cluster it has to be serializable. */
  public <T extends @Nullable Object> Task<T> submit(
      Callable<? extends T> body, TaskOption... options) {
    return tasks().submit(body, options);
  }

  /** What has become of the tasks submitted so far. */
  public TaskCounts taskCounts() {
    return tasks.counts();
  }

  /**
   * Computes {@code lazy} and keeps it: graphs of this session that would compute it, or a part of
   * it, read it instead, until the result of this is closed. So do frames of this session that are
   * built on a frame that is kept.
   */
  public <T extends @Nullable Object> Persisted<T> persist(Lazy<T> lazy) {
    return Persisted.of(this, persisted, lazy);
  }

  /** What this session keeps of the lazy value that {@link Lazy#identity identity} stands for. */
  public Optional<KeptValue> kept(Object identity) {
    return persisted.named(identity);
  }

  /**
   * Puts {@code value} where all tasks of this session find it without computing or copying it:
   * until the result is closed, or this session. Tables, arrays and chunks lie on disk while memory
   * is short. {@code value} is given up: the session closes it, if it can be closed.
   *
   * @throws dev.quern.engine.PlanException when it is lazy: {@link #persist} computes and keeps it
   * @throws SessionClosedException when this session was closed: says where
   */
  public <T> Scattered<T> scatter(T value) {
    life.check();
    return Scattered.of(persisted, value);
  }

  Names names() {
    life.check();
    return names;
  }

  TaskSpace tasks() {
    life.check();
    return tasks;
  }

  /** What this session was opened with. */
  public SessionConfig config() {
    return config;
  }

  /** The account of all native memory of this session. */
  public MemoryBudget memory() {
    return memory;
  }

  /** Where what happens to the tasks of this session is told, and who is told. */
  public Events events() {
    return events;
  }

  /** Who holds what of this session's memory, and what was put aside. */
  public MemoryLedger ledger() {
    return ledger;
  }

  /**
   * Sets memory aside for something that is allocated elsewhere, such as a model, until the
   * returned account is closed. It may allocate from it too.
   *
   * @param what what it is for, as refusals will tell
   * @throws dev.quern.engine.MemoryLimitException when there is not that much left, even after
   *     results were put aside: says who holds it
   */
  public MemoryBudget reserve(String what, long bytes) {
    life.check();
    return ledger.reserve(what, bytes);
  }

  /**
   * Begins to measure what the workers spend their time on, until the result is closed.
   *
   * @throws IllegalStateException when that is being measured already
   */
  public WorkerTimes workerTimes() {
    return events.watch();
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return life.isClosed();
  }

  /**
   * Cancels what runs, waits until it has stopped, and gives threads and memory back. A second call
   * does nothing.
   *
   * @throws dev.quern.engine.MemoryFaultException when somebody still holds memory of this session:
   *     says who, and how much; the rest is closed all the same
   * @throws IllegalStateException when a task of this session calls: it would wait for itself
   */
  @Override
  public void close() {
    if (executor.lanes().equals(Lanes.ofCurrentThread())) {
      throw new IllegalStateException("a task cannot close the session it runs in");
    }
    if (!life.end()) {
      return;
    }
    tasks.close();
    residents.close();
    places.close();
    names.close();
    persisted.close();
    OPEN.remove(executor.lanes());
    spill.close();
    budgets.close();
    try {
      memory.close();
    } catch (MemoryFaultException held) {
      throw new MemoryFaultException(
          ("%s was closed while some of its results were still open: close tables, streams and"
                  + " arrays before it, as in try (var table = frame.collect(session)), or take the"
                  + " rows out by toRecords%n%s")
              .formatted(name, held.getMessage()),
          held);
    }
  }

  /**
   * Starts an actor, which is closed by the caller or else with the task that started it, or this
   * session.
   *
   * @param type what it is, and what it is called in messages
   * @throws SessionClosedException when this session was closed: says where
   */
  public <A> ActorRef<A> actor(
      Class<A> type, ActorFactory<? extends A> factory, ActorOptions options) {
    life.check();
    return ActorRef.start(residents, type, factory, options);
  }

  /**
   * Opens a scope for calls to the outside world, which the caller closes.
   *
   * @throws SessionClosedException when this session was closed: says where
   */
  public IoScope ioScope(ScopeOptions options) {
    life.check();
    return IoScope.open(residents, options);
  }

  /**
   * Opens a pool of processes for code that may bring its own down, which the caller closes.
   * Batches that come back are allocated from the memory of this session.
   *
   * @throws SessionClosedException when this session was closed: says where
   */
  public IsolatedPool isolated(IsolationOptions options) {
    life.check();
    return IsolatedPool.open(residents, memory, options);
  }

  private record LedgerStorage(MemoryLedger ledger, SpillSpace spill) implements TaskStorage {
    @Override
    public long share() {
      return ledger.shares().each();
    }
  }

  @Override
  public String toString() {
    return "%s[%d workers, %s]%s"
        .formatted(name, config.workers(), memory, isClosed() ? " closed" : "");
  }
}
