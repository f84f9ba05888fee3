package dev.quern.scheduler.local;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Wait;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.run.Cancellation;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Ending;
import dev.quern.scheduler.run.Finish;
import dev.quern.scheduler.run.Outputs;
import dev.quern.scheduler.run.Progress;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.store.ChunkStore;
import dev.quern.scheduler.store.MemoryLedger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A submission from beginning to end: who waits for it, how it ended, and who owns its outputs. The
 * tasks are the business of its {@link GraphRun}.
 */
final class LocalComputation extends Work implements Computation, Cancellation {
  /*
   * `ending` is set once, by the first of: a task that fails, somebody who cancels, the visit of the
   * last task. In the first two cases the run goes on without carrying tasks out until all were
   * visited; `finish` comes then, in all three. Only after that do waiting threads go on.
   *
   * The outputs stay in the store until one caller claims them, by join or by close. Those of a
   * computation that was stopped are closed by `finish`.
   */
  private static final VarHandle ENDING;
  private static final VarHandle CLAIMED;
  private static final VarHandle FINISHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ENDING = lookup.findVarHandle(LocalComputation.class, "ending", Ending.class);
      CLAIMED = lookup.findVarHandle(LocalComputation.class, "claimed", boolean.class);
      FINISHED = lookup.findVarHandle(LocalComputation.class, "finished", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final Ending DONE = new Ending.Done();

  /* Computations nested deeper wait on a thread of their own, so that no stack holds more of them. */
  private static final int DEEPEST_STACK = 32;

  private final Submission submission;
  private final Lanes lanes;
  private final Quota quota;
  private final Events events;
  private final Consumer<LocalComputation> onEnded;
  private final @Nullable MemoryLedger ledger;
  private final ChunkStore store;
  private final GraphRun run;
  private final @Nullable RunRecorder recorder;
  private final Finish ended = new Finish();

  private volatile @Nullable Ending ending;
  private volatile boolean abandoned;

  @SuppressWarnings("unused") // by its handle
  private volatile boolean claimed;

  @SuppressWarnings("unused") // by its handle
  private volatile boolean finished;

  /**
   * A computation of {@code submission}, not started.
   *
   * @param resources what its tasks may take, unless it is submitted from within others
   * @param onEnded told when it is over
   * @throws dev.quern.engine.PlanException when a task asks for a resource that there is not
   */
  LocalComputation(
      Submission submission,
      Lanes lanes,
      Events events,
      Quota resources,
      Consumer<LocalComputation> onEnded) {
    super(lanes.running(), Annotations.current().priority());
    this.submission = submission;
    this.lanes = lanes;
    this.quota = Quota.of(submitter(), resources);
    this.events = events;
    this.onEnded = onEnded;
    this.ledger = submission.storage().ledger();
    this.store =
        new ChunkStore(
            readers(submission.chunks()),
            lanes.width(),
            submission.number(),
            submission.chunks().graph(),
            ledger,
            submission.memory());
    this.recorder = RunRecorder.of(submission, lanes, store, events);
    this.run = new GraphRun(this, submission, lanes, store, recorder);
  }

  /* Whoever waits for the computation is one more reader of each output. */
  private static int[] readers(LazyChunks chunks) {
    int[] readers = new int[chunks.graph().size()];
    for (int i = 0; i < chunks.size(); i++) {
      readers[chunks.outputTask(i)] = 1;
    }
    for (int task = 0; task < readers.length; task++) {
      readers[task] += chunks.graph().successorCount(task);
    }
    return readers;
  }

  /* The computation whose task submits this one, directly or by other work. */
  private @Nullable LocalComputation submitter() {
    Work work = parent();
    while (work != null && !(work instanceof LocalComputation)) {
      work = work.parent();
    }
    return (LocalComputation) work;
  }

  /** What tasks of this may take of limited resources. */
  Quota quota() {
    return quota;
  }

  /** Sets the lanes to work. */
  void start() {
    quota.retain();
    joinParent();
    if (recorder != null) {
      recorder.started();
    }
    run.start();
  }

  @Override
  public boolean isStopped() {
    return ending != null;
  }

  @Override
  public boolean tellsTasks() {
    return true;
  }

  /** Takes note that all tasks were visited. */
  void finish() {
    if (!FINISHED.compareAndSet(this, false, true)) {
      return;
    }
    if (!ENDING.compareAndSet(this, null, DONE)) {
      closeOutputs();
    }
    try {
      if (recorder != null) {
        recorder.ended(ending().outcome());
      }
      leaveParent();
      quota.release();
      submission.onFinished().run();
    } catch (RuntimeException | Error unexpected) {
      LOG.log(Level.ERROR, "after the end of a computation", unexpected);
    } finally {
      ended.reach();
      onEnded.accept(this);
    }
  }

  /**
   * {@inheritDoc} Other lanes may still be at its tasks, and nobody knows which of them were lost:
   * their results stay until {@link #closeResults}.
   */
  @Override
  public void abandon(Throwable broken) {
    LOG.log(Level.ERROR, "a computation was abandoned", broken);
    abandoned = true;
    stop(new TaskFailure(Origin.of("the scheduler"), 0, broken));
    finish();
  }

  /** Whether results may be left that no reader will close. */
  boolean isAbandoned() {
    return abandoned;
  }

  /** Closes all results that are left; when no lane works any more. */
  void closeResults() {
    for (int task = 0; task < submission.chunks().graph().size(); task++) {
      drop(task);
    }
  }

  /** Takes note that {@code task} threw {@code cause}. The first failure counts. */
  void fail(int task, Throwable cause) {
    fail(task, null, cause);
  }

  /** Takes note that {@code task} threw {@code cause}, when it had read {@code inputs}. */
  void fail(int task, @Nullable List<Chunk> inputs, Throwable cause) {
    TaskGraph graph = submission.chunks().graph();
    if (stop(new TaskFailure(graph.origin(task), graph.partition(task), cause))) {
      if (inputs != null && !(cause instanceof CancelledException)) {
        events.keeper().keep(submission.number(), graph.task(task), inputs, cause);
      }
    } else if (!(cause instanceof CancelledException)) {
      LOG.log(Level.DEBUG, () -> graph.key(task) + " failed when all had stopped", cause);
    }
  }

  private boolean stop(Ending how) {
    if (!ENDING.compareAndSet(this, null, how)) {
      return false;
    }
    cancelChildren();
    try {
      run.withdraw();
    } catch (OutOfMemoryError | RejectedExecutionException lost) {
      abandon(lost);
    }
    if (ledger != null) {
      ledger.gate().callAll();
    }
    return true;
  }

  @Override
  public void check() {
    Ending current = ending;
    if (current != null) {
      throw current instanceof Ending.Cancelled
          ? current.exception()
          : new CancelledException("another task of this computation has failed");
    }
  }

  @Override
  public List<Chunk> join() {
    List<Chunk> all = new ArrayList<>(submission.chunks().size());
    try (Outputs outputs = outputs()) {
      outputs.forEachRemaining(all::add);
      return List.copyOf(all);
    } catch (Throwable unreadable) {
      all.forEach(Chunk::close);
      throw unreadable;
    }
  }

  @Override
  public Outputs outputs() {
    if (!ended.isReached()) {
      try (Wait _ = Wait.begin(lanes.running(), this, ended::isReached)) {
        await();
      }
    }
    if (!(ending() instanceof Ending.Done)) {
      throw ending().exception();
    }
    if (!CLAIMED.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "the outputs of this computation were handed over, or given up by close, before");
    }
    return new StoredOutputs(submission.chunks(), store);
  }

  private void await() {
    if (lanes.onLane() && depth() % DEEPEST_STACK != 0) {
      run.help();
      if (ended.isReached()) {
        return;
      }
    }
    ended.await(lanes, events, ledger, this::close);
  }

  /** Waits for the end up to {@code nanos}; returns whether it has come. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(lanes, nanos);
  }

  private void closeOutputs() {
    LazyChunks chunks = submission.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      drop(chunks.outputTask(i));
    }
  }

  private void drop(int task) {
    try {
      store.drop(task, 0);
    } catch (RuntimeException | Error unexpected) {
      LOG.log(Level.ERROR, "closing " + submission.chunks().graph().key(task), unexpected);
    }
  }

  @Override
  public boolean cancel() {
    return cancel("the computation was cancelled");
  }

  @Override
  public boolean cancel(String why) {
    return stop(new Ending.Cancelled(why));
  }

  @Override
  public void close() {
    cancel("the computation was closed");
    if (ending() instanceof Ending.Done && CLAIMED.compareAndSet(this, false, true)) {
      closeOutputs();
    }
  }

  @Override
  public State state() {
    return !ended.isReached() ? State.RUNNING : ending().state();
  }

  @Override
  public Progress progress() {
    return new Progress(run.visited(), submission.chunks().graph().size());
  }

  @Override
  public String toString() {
    return "graph " + submission.number();
  }

  private Ending ending() {
    return Objects.requireNonNull(ending, "the run goes on");
  }
}
