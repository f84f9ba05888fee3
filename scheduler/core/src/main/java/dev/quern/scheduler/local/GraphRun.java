package dev.quern.scheduler.local;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.store.ChunkStore;
import dev.quern.scheduler.store.Countdowns;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.MemoryTurns;
import dev.quern.scheduler.store.RootGate;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** The tasks of one graph being carried out on lanes. */
final class GraphRun {
  /*
   * Tasks are ints all the way. Each has a count of edges from inputs not yet done (`waiting`) and,
   * in the store, a count of readers; both come from the graph, where lower numbers are to run
   * first. There is no lock and no queue of ready tasks.
   *
   * A lane that ends a task counts down the task's successors. Of those that are then ready, it goes
   * on with the lowest and forks the others, lowest last, so that it meets them in order when it is
   * done with the first, while a thief gets the one that was least urgent. Of those known to be tiny
   * it forks a few together (TaskCosts). Following one successor keeps its input in the cache and costs no queue at all; a linear run is a loop.
   *
   * Priorities: between two tasks a lane looks whether a more urgent run waits for a lane. Then it
   * forks what it was to go on with and leaves, keeping nothing back; the outermost strand of the
   * lane carries the urgent one out. Within a run the static order has them.
   *
   * Stopping: a failure or a cancellation turns the run into a rehearsal. Every remaining task is still visited, but not carried out: it counts down its
   * successors and releases its inputs as always. So the counters that end a good run end a bad one
   * as well, and the readers that close its chunks do so here; there is no second protocol for
   * cleaning up. A visit costs some ten nanoseconds.
   *
   * The run has ended when all tasks were visited. Lanes add up their visits and subtract them from
   * `REMAINING` in batches that double, so that progress shows early and the counter stays cool.
   */
  /* Places in `hot`, two cache lines apart. */
  private static final int CURSOR = 32;
  private static final int REMAINING = 64;
  static final int LARGEST_BATCH = 64;
  /* A task with more successors shares them out rather than count them all down itself. */
  private static final int SPREAD = 32;
  private static final int NONE = Orphans.NONE;

  private final LocalComputation computation;
  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final TaskVisits tasks;
  private final @Nullable RunRecorder recorder;
  private final @Nullable Claims claims;
  private final @Nullable TaskCosts costs;
  private final Countdowns waiting;
  private final int[] roots;
  private final AtomicIntegerArray hot = new AtomicIntegerArray(96);

  /** Ready tasks that could not be forked. */
  private final Orphans orphans;

  GraphRun(
      LocalComputation computation,
      Submission submission,
      Lanes lanes,
      ChunkStore store,
      @Nullable RunRecorder recorder) {
    this.computation = computation;
    this.submission = submission;
    this.graph = submission.chunks().graph();
    this.lanes = lanes;
    this.tasks = new TaskVisits(this, submission, store, recorder);
    this.recorder = recorder;
    this.claims = Claims.of(this, graph, computation.quota());
    this.costs = TaskCosts.of(graph, lanes);
    int size = graph.size();
    int[] inputs = new int[size];
    int[] rootTasks = new int[size];
    int rootCount = 0;
    for (int task = 0; task < size; task++) {
      inputs[task] = graph.inputCount(task);
      if (inputs[task] == 0) {
        rootTasks[rootCount++] = task;
      }
    }
    this.roots = Arrays.copyOf(rootTasks, rootCount);
    this.waiting = new Countdowns(inputs);
    this.orphans = new Orphans(waiting);
    this.hot.set(REMAINING, size);
  }

  /** Sets the lanes to work. */
  void start() {
    if (graph.size() == 0) {
      computation.finish();
      return;
    }
    int strands = Math.min(lanes.width(), roots.length);
    for (int i = 0; i < strands; i++) {
      lanes.start(new RootStrand(this, 1));
    }
  }

  /** Lets the current lane, which waits for this run, work for it as long as there is work. */
  void help() {
    new RootStrand(this, 1).help();
  }

  /** How many tasks were visited, and so noted. */
  int visited() {
    return graph.size() - hot.get(REMAINING);
  }

  LocalComputation computation() {
    return computation;
  }

  Lanes lanes() {
    return lanes;
  }

  long nanoTime() {
    return lanes.nanoTime();
  }

  /** Where the roots of this run have to ask, unless somebody waits for them inside. */
  @Nullable RootGate gate() {
    MemoryLedger ledger = submission.storage().ledger();
    return ledger == null || computation.depth() > 0 || computation.isStopped()
        ? null
        : ledger.gate();
  }

  /* A run that has ended goes past the gate: then others take the turn that it was given there. */
  void giveUpTurn() {
    MemoryLedger ledger = submission.storage().ledger();
    if (ledger != null && computation.isStopped()) {
      ledger.gate().freed();
    }
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

  Key key(int task) {
    return graph.key(task);
  }

  int root(int position) {
    return roots[position];
  }

  /**
   * Visits the ready task {@code first}, a successor that it made ready, one of that, and so on.
   */
  void follow(int first) {
    note(follow(first, 0));
  }

  /**
   * Follows {@code first} likewise.
   *
   * @param unnoted how many visits are not noted yet
   * @return how many are not noted in the end
   */
  int follow(int first, int unnoted) {
    int lane = lanes.currentLane();
    int task = first;
    int visited = unnoted;
    int batch = 1;
    while (task != NONE) {
      int done = task;
      if (claims != null) {
        done = visitClaiming(claims, task, lane);
      } else if (costs != null) {
        long start = costs.begin(task);
        done = tasks.visit(task, lane, null) ? task : NONE;
        costs.end(task, start);
      } else {
        done = tasks.visit(task, lane, null) ? task : NONE;
      }
      task = NONE;
      if (done != NONE) {
        task = wake(done, 0, graph.successorCount(done));
        visited++;
      }
      if (task != NONE && givesWay()) {
        forkChain(task);
        task = NONE;
      }
      if (task == NONE) {
        task = orphans.take();
      }
      if (task != NONE && visited >= batch) {
        note(visited);
        visited = 0;
        batch = Math.min(2 * batch, LARGEST_BATCH);
      }
    }
    return visited;
  }

  /** Whether the current lane should leave this run, for now, for another that is more urgent. */
  boolean givesWay() {
    return lanes.hasMoreUrgent(computation);
  }

  /**
   * Follows the ready task {@code first}, which lane {@code from} has forked: as {@link
   * #follow(int, int)}.
   */
  int followForked(int first, int from, int unnoted) {
    if (recorder != null) {
      recorder.followed(first, from, lanes.currentLane());
    }
    return follow(first, unnoted);
  }

  /** Visits {@code task}, which holds what it has claimed, and what follows from it. */
  void followHeld(Claim claim, int task) {
    int lane = lanes.currentLane();
    Quota.hold(claim, () -> tasks.visitNow(task, lane));
    int next = wake(task, 0, graph.successorCount(task));
    note(1);
    if (next != NONE) {
      follow(next);
    }
  }

  /** Visits {@code task}, which has waited for memory, and what follows from it. */
  void followAgain(int task, MemoryTurns.Use use) {
    if (tasks.visit(task, lanes.currentLane(), use)) {
      int next = wake(task, 0, graph.successorCount(task));
      note(1);
      if (next != NONE) {
        follow(next);
      }
    }
  }

  /** Goes on, after the run has stopped, with the tasks that wait for memory or resources. */
  void withdraw() {
    tasks.withdraw();
    if (claims != null) {
      claims.withdraw(this);
    }
  }

  /* Returns the visited task, which may be another one that has waited longer, or NONE. */
  private int visitClaiming(Claims some, int task, int lane) {
    Claim claim = some.of(task);
    int entered = claim == null ? Claim.STOPPED : claim.enter(task);
    if (claim == null || entered == Claim.STOPPED) {
      tasks.visitNow(task, lane);
      return task;
    }
    if (entered == Claim.NOTHING) {
      return NONE;
    }
    Quota.hold(claim, () -> tasks.visitNow(entered, lane));
    return entered;
  }

  /** Counts down some successors of {@code task} and follows one that is ready. */
  void spread(int task, int from, int to) {
    int next = wake(task, from, to);
    if (next != NONE) {
      follow(next);
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
    SiblingsStrand tiny = null;
    for (int i = end - 1; i >= from; i--) {
      int successor = graph.successor(task, i);
      if (waiting.countDown(successor)) {
        if (recorder != null) {
          recorder.ready(successor);
        }
        if (next != NONE) {
          tiny = setAside(next, tiny, i - from + 1);
        }
        next = successor;
      }
    }
    if (tiny != null) {
      fork(tiny);
    }
    return next;
  }

  /* Tiny siblings are collected, so that forking them costs no more than they do; returns them. */
  private @Nullable SiblingsStrand setAside(int task, @Nullable SiblingsStrand tiny, int most) {
    if (costs == null || claims != null || !costs.isTiny(task)) {
      forkChain(task);
      return tiny;
    }
    SiblingsStrand siblings = tiny;
    if (siblings == null) {
      try {
        siblings = new SiblingsStrand(this, most, lane());
      } catch (OutOfMemoryError cause) {
        orphans.push(task);
        computation.fail(task, cause);
        return null;
      }
    }
    siblings.push(task);
    return siblings;
  }

  private void fork(SiblingsStrand siblings) {
    try {
      lanes.fork(siblings);
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      for (int task = siblings.take(); task != NONE; task = siblings.take()) {
        orphans.push(task);
        computation.fail(task, cause);
      }
    }
  }

  /* Only asked for when somebody wants to know. */
  private int lane() {
    return recorder == null ? 0 : lanes.currentLane();
  }

  /*
   * A strand that cannot be made or queued, for lack of memory, must not be lost: the run would never
   * end. Its tasks then wait in the list of orphans, which needs no memory: a task becomes ready
   * once, and its used-up counter keeps the next one. Whoever puts a task there looks there before it
   * ends.
   */
  private void forkChain(int task) {
    try {
      lanes.fork(new ChainStrand(this, task, lane()));
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      orphans.push(task);
      computation.fail(task, cause);
    }
  }

  private boolean forkSpread(int task, int from, int to) {
    try {
      lanes.fork(new SpreadStrand(this, task, from, to));
      return true;
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      computation.fail(task, cause);
      return false;
    }
  }

  /** Notes that {@code visited} tasks were visited; the last ones end the run. */
  void note(int visited) {
    if (visited != 0 && hot.addAndGet(REMAINING, -visited) == 0) {
      computation.finish();
    }
  }
}
