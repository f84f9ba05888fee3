package dev.quern.scheduler.local;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.run.Cancellation;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Progress;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.SubmittedTask;
import dev.quern.scheduler.store.ChunkStore;
import dev.quern.scheduler.store.Countdowns;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One graph being carried out on lanes. */
final class GraphRun implements Computation, Cancellation {
  /*
   * Tasks are ints all the way. Each has a count of edges from inputs not yet done (`waiting`) and,
   * in the store, a count of readers; both come from the graph, where lower numbers are to run
   * first. There is no lock and no queue of ready tasks.
   *
   * A lane that ends a task counts down the task's successors. Of those that are then ready, it goes
   * on with the lowest and forks the others, lowest last, so that it meets them in order when it is
   * done with the first, while a thief gets the one that was least urgent. Following one successor
   * keeps its input in the cache and costs no queue at all; a linear run is a loop.
   *
   * Stopping: whoever sets `ending` first, by failure or by cancellation, turns the run into a
   * rehearsal. Every remaining task is still visited, but not carried out: it counts down its
   * successors and releases its inputs as always. So the counters that end a good run end a bad one
   * as well, and the readers that close its chunks do so here; there is no second protocol for
   * cleaning up. A visit costs some ten nanoseconds.
   *
   * The run has ended when all tasks were visited. Lanes add up their visits and subtract them from
   * `REMAINING` in batches that double, so that progress shows early and the counter stays cool.
   */
  private static final VarHandle ENDING;
  private static final VarHandle CLAIMED;

  private static final VarHandle CHILDREN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ENDING = lookup.findVarHandle(GraphRun.class, "ending", Ending.class);
      CHILDREN = lookup.findVarHandle(GraphRun.class, "children", Set.class);
      CLAIMED = lookup.findVarHandle(GraphRun.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final Ending DONE = new Ending.Done();

  /* Places in `hot`, two cache lines apart. */
  private static final int CURSOR = 32;
  private static final int REMAINING = 64;
  private static final int LARGEST_BATCH = 64;
  /* A task with more successors shares them out rather than count them all down itself. */
  private static final int SPREAD = 32;
  /* Runs nested deeper wait on a thread of their own, so that no stack holds more of them. */
  private static final int DEEPEST_STACK = 32;
  private static final int NONE = -1;

  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final Consumer<GraphRun> onEnded;
  private final ChunkStore store;
  private final Countdowns waiting;
  private final int[] roots;
  private final AtomicIntegerArray hot = new AtomicIntegerArray(96);
  private final @Nullable RunRecorder recorder;
  private final @Nullable GraphRun parent;
  private final int depth;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** The newest of the ready tasks that could not be forked; each keeps the next in its counter. */
  private final AtomicInteger orphans = new AtomicInteger(NONE);

  /** Runs that tasks of this one have submitted; made when there is one. */
  private volatile @Nullable Set<GraphRun> children;

  private volatile @Nullable Ending ending;

  @SuppressWarnings("unused") // by its handle
  private volatile boolean claimed;

  /** A run of {@code submission}, not started; it tells {@code onEnded} when it is over. */
  GraphRun(Submission submission, Lanes lanes, Consumer<GraphRun> onEnded) {
    this.submission = submission;
    this.lanes = lanes;
    this.onEnded = onEnded;
    this.graph = submission.chunks().graph();
    this.parent = lanes.running();
    this.depth = parent == null ? 0 : parent.depth + 1;
    int size = graph.size();
    int[] inputs = new int[size];
    int[] readers = new int[size];
    int[] rootTasks = new int[size];
    int rootCount = 0;
    for (int task = 0; task < size; task++) {
      inputs[task] = graph.inputCount(task);
      readers[task] = graph.successorCount(task);
      if (inputs[task] == 0) {
        rootTasks[rootCount++] = task;
      }
    }
    addOutputs(readers);
    this.roots = Arrays.copyOf(rootTasks, rootCount);
    this.waiting = new Countdowns(inputs);
    this.store = new ChunkStore(readers, lanes.width());
    this.hot.set(REMAINING, size);
    this.recorder =
        submission.listeners().isEmpty() ? null : new RunRecorder(submission, lanes, store);
  }

  /* Whoever waits for the run is one more reader of each output. */
  private void addOutputs(int[] readers) {
    LazyChunks chunks = submission.chunks();
    boolean[] counted = new boolean[graph.size()];
    for (int i = 0; i < chunks.size(); i++) {
      int task = chunks.outputTask(i);
      if (!counted[task]) {
        counted[task] = true;
        readers[task]++;
      }
    }
  }

  /** Sets the lanes to work. */
  void start() {
    if (parent != null) {
      parent.adopt(this);
    }
    if (recorder != null) {
      recorder.started();
    }
    if (graph.size() == 0) {
      finish();
      return;
    }
    int strands = Math.min(lanes.width(), roots.length);
    for (int i = 0; i < strands; i++) {
      lanes.start(new RootStrand(this, 1));
    }
  }

  Lanes lanes() {
    return lanes;
  }

  long nanoTime() {
    return lanes.nanoTime();
  }

  int rootCount() {
    return roots.length;
  }

  /** How many roots are not yet taken; negative when lanes have found none left. */
  int rootsLeft() {
    return roots.length - hot.get(CURSOR);
  }

  /**
   * Takes the next {@code count} roots; returns the position of the first, maybe behind the last.
   */
  int takeRoots(int count) {
    return hot.getAndAdd(CURSOR, count);
  }

  int root(int position) {
    return roots[position];
  }

  /**
   * Visits the ready task {@code first}, a successor that it made ready, one of that, and so on.
   */
  void follow(int first) {
    int lane = lanes.currentLane();
    int task = first;
    int visited = 0;
    int batch = 1;
    while (task != NONE) {
      visit(task, lane);
      task = wake(task, 0, graph.successorCount(task));
      if (task == NONE) {
        task = takeOrphan();
      }
      if (++visited == batch || task == NONE) {
        leave(visited);
        visited = 0;
        batch = Math.min(2 * batch, LARGEST_BATCH);
      }
    }
  }

  /** Counts down some successors of {@code task} and follows one that is ready. */
  void spread(int task, int from, int to) {
    int next = wake(task, from, to);
    if (next != NONE) {
      follow(next);
    }
  }

  private void visit(int task, int lane) {
    if (recorder == null) {
      execute(task, lane);
    } else {
      long before = lanes.nanoTime();
      execute(task, lane);
      recorder.finished(graph.originIndex(task), before, lanes.nanoTime(), lane);
    }
    int inputs = graph.inputCount(task);
    for (int i = 0; i < inputs; i++) {
      release(graph.input(task, i), lane);
    }
  }

  private void execute(int task, int lane) {
    if (ending != null) {
      return;
    }
    try {
      List<Chunk> inputs = inputs(task);
      if (inputs == null) {
        return;
      }
      Chunk result = graph.operator(task).apply(new SubmittedTask(submission, this, task), inputs);
      if (result == null) {
        throw new NullPointerException("the operator returned no chunk");
      }
      store.put(task, result, lane);
    } catch (Throwable cause) {
      fail(task, cause);
    }
  }

  /* Null when the run was stopped before one of them was made. */
  private @Nullable List<Chunk> inputs(int task) {
    int count = graph.inputCount(task);
    Chunk[] inputs = new Chunk[count];
    for (int i = 0; i < count; i++) {
      Chunk input = store.get(graph.input(task, i));
      if (input == null) {
        return null;
      }
      inputs[i] = input;
    }
    return List.of(inputs);
  }

  private void release(int input, int lane) {
    try {
      store.release(input, lane);
    } catch (Throwable cause) {
      fail(input, cause);
    }
  }

  /* Returns one of the successors that are now ready, having forked the others, or NONE. */
  private int wake(int task, int from, int to) {
    int end = to;
    boolean sharing = true;
    while (sharing && end - from > SPREAD) {
      int middle = (from + end) >>> 1;
      sharing = forkSpread(task, middle, end);
      end = sharing ? middle : end;
    }
    int next = NONE;
    for (int i = end - 1; i >= from; i--) {
      int successor = graph.successor(task, i);
      if (waiting.countDown(successor)) {
        if (next != NONE) {
          forkChain(next);
        }
        next = successor;
      }
    }
    return next;
  }

  /*
   * A strand that cannot be made or queued, for lack of memory, must not be lost: the run would never
   * end. Its tasks then wait in the list of orphans, which needs no memory: a task becomes ready
   * once, and its used-up counter keeps the next one. Whoever puts a task there looks there before it
   * ends.
   */
  private void forkChain(int task) {
    try {
      lanes.fork(new ChainStrand(this, task));
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      int newest;
      do {
        newest = orphans.get();
        waiting.reuse(task, newest);
      } while (!orphans.compareAndSet(newest, task));
      fail(task, cause);
    }
  }

  private boolean forkSpread(int task, int from, int to) {
    try {
      lanes.fork(new SpreadStrand(this, task, from, to));
      return true;
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      fail(task, cause);
      return false;
    }
  }

  private int takeOrphan() {
    int newest;
    do {
      newest = orphans.get();
    } while (newest != NONE && !orphans.compareAndSet(newest, waiting.reused(newest)));
    return newest;
  }

  private void leave(int visited) {
    if (hot.addAndGet(REMAINING, -visited) == 0) {
      finish();
    }
  }

  private void finish() {
    if (!ENDING.compareAndSet(this, null, DONE)) {
      closeOutputs();
    }
    try {
      if (recorder != null) {
        recorder.ended(ending().outcome());
      }
      if (parent != null) {
        parent.children().remove(this);
      }
      onEnded.accept(this);
      submission.onFinished().run();
    } catch (RuntimeException | Error unexpected) {
      LOG.log(Level.ERROR, "after the end of a computation", unexpected);
    } finally {
      ended.countDown();
    }
  }

  /** Ends the run at once after an error of the scheduler itself; what its lanes hold is lost. */
  void abandon(Throwable broken) {
    LOG.log(Level.ERROR, "a computation was abandoned", broken);
    stop(new Ending.Failed(Origin.of("the scheduler"), 0, broken));
    if (ended.getCount() != 0) {
      finish();
    }
  }

  private void fail(int task, Throwable cause) {
    if (!stop(new Ending.Failed(graph.origin(task), graph.key(task).partition(), cause))
        && !(cause instanceof CancelledException)) {
      LOG.log(Level.DEBUG, () -> graph.key(task) + " failed in a run that had stopped", cause);
    }
  }

  private boolean stop(Ending how) {
    if (!ENDING.compareAndSet(this, null, how)) {
      return false;
    }
    Set<GraphRun> submitted = children;
    if (submitted != null) {
      submitted.forEach(GraphRun::cancelWithParent);
    }
    return true;
  }

  private void adopt(GraphRun child) {
    children().add(child);
    if (ending != null) {
      child.cancelWithParent();
    }
  }

  private void cancelWithParent() {
    cancel("the computation that submitted this one has stopped");
  }

  private Set<GraphRun> children() {
    Set<GraphRun> current = children;
    if (current == null) {
      CHILDREN.compareAndSet(this, null, ConcurrentHashMap.newKeySet());
      current = Objects.requireNonNull(children);
    }
    return current;
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
    if (ended.getCount() != 0) {
      await();
    }
    if (!(ending() instanceof Ending.Done)) {
      throw ending().exception();
    }
    if (!CLAIMED.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "the outputs of this computation were handed over, or given up by close, before");
    }
    return outputs();
  }

  private void await() {
    if (lanes.onLane() && depth % DEEPEST_STACK != 0) {
      new RootStrand(this, 1).help();
    }
    try {
      lanes.await(ended);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "interrupted while waiting for a computation, which is cancelled", e);
    }
  }

  /** Waits for the end up to {@code nanos}; returns whether it has come. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  private List<Chunk> outputs() {
    LazyChunks chunks = submission.chunks();
    Chunk[] outputs = new Chunk[chunks.size()];
    int[] position = new int[graph.size()];
    for (int i = 0; i < outputs.length; i++) {
      int task = chunks.outputTask(i);
      Chunk taken = store.take(task, 0);
      if (taken == null) {
        outputs[i] = outputs[position[task]].retain();
      } else {
        outputs[i] = taken;
        position[task] = i;
      }
    }
    return List.of(outputs);
  }

  private void closeOutputs() {
    LazyChunks chunks = submission.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      Chunk unwanted = store.take(chunks.outputTask(i), 0);
      if (unwanted != null) {
        try {
          unwanted.close();
        } catch (RuntimeException | Error unexpected) {
          LOG.log(Level.ERROR, "closing " + chunks.outputs().get(i), unexpected);
        }
      }
    }
  }

  @Override
  public boolean cancel() {
    return cancel("the computation was cancelled");
  }

  boolean cancel(String why) {
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
    return ended.getCount() != 0 ? State.RUNNING : ending().state();
  }

  @Override
  public Progress progress() {
    return new Progress((long) graph.size() - hot.get(REMAINING), graph.size());
  }

  private Ending ending() {
    return Objects.requireNonNull(ending, "the run goes on");
  }
}
