package dev.quern.scheduler.local;

import dev.quern.engine.CancelledException;
import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.TaskScope;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.SubmittedTask;
import dev.quern.scheduler.store.ChunkStore;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.MemoryTurns;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How single tasks of a run are carried out: inputs come from the store and are kept there while
 * the operator reads them, the result goes into it. When a task is due is the business of {@link
 * GraphRun}.
 */
final class TaskVisits {
  private final GraphRun run;
  private final LocalComputation computation;
  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final ChunkStore store;
  private final @Nullable RunRecorder recorder;

  TaskVisits(
      GraphRun run, Submission submission, ChunkStore store, @Nullable RunRecorder recorder) {
    this.run = run;
    this.computation = run.computation();
    this.submission = submission;
    this.graph = submission.chunks().graph();
    this.lanes = run.lanes();
    this.store = store;
    this.recorder = recorder;
  }

  /**
   * Carries {@code task} out, unless the run has stopped, and releases its inputs.
   *
   * @param lane the number of the current lane
   * @param use its use of memory, if it has waited for that
   * @return whether it was visited: else it waits for memory, and is visited again later
   */
  boolean visit(int task, int lane, MemoryTurns.@Nullable Use use) {
    if (!computation.isStopped()) {
      if (!execute(task, lane, use, true)) {
        return false;
      }
    } else {
      skip(task, lane);
      if (use != null) {
        use.end();
      }
    }
    releaseInputs(task, lane);
    return true;
  }

  /** The same for a task that holds limited resources: it does not wait for memory. */
  void visitNow(int task, int lane) {
    if (!computation.isStopped()) {
      boolean _ = execute(task, lane, null, false);
    } else {
      skip(task, lane);
    }
    releaseInputs(task, lane);
  }

  /** Visits the tasks that wait for memory: the run has stopped. */
  void withdraw() {
    MemoryLedger ledger = submission.storage().ledger();
    if (ledger != null) {
      ledger.turns().withdraw(submission.number());
    }
  }

  private void skip(int task, int lane) {
    if (recorder != null) {
      recorder.skipped(task, lane);
    }
  }

  private void releaseInputs(int task, int lane) {
    int inputs = graph.inputCount(task);
    for (int i = 0; i < inputs; i++) {
      release(graph.input(task, i), task, lane);
    }
  }

  /* Returns false when the task has run short of memory and will be visited again. */
  private boolean execute(int task, int lane, MemoryTurns.@Nullable Use before, boolean mayWait) {
    TaskScope scope = recorder == null ? null : recorder.started(task);
    SubmittedTask context = new SubmittedTask(submission, computation, lanes, task, before);
    List<Chunk> inputs = null;
    MemoryTurns.Use shortOf = null;
    long held = 0;
    try {
      store.prepare(task);
      inputs = inputs(task);
      if (inputs == null) {
        throw new CancelledException("an input was not made");
      }
      held = store.spillableInputs(task);
      Chunk result = apply(task, context, inputs);
      long bytes = scope == null ? 0 : result.byteSize();
      store.put(task, result, lane);
      if (recorder != null && scope != null) {
        recorder.blocked(lanes.nanosBlocked());
        recorder.finished(task, scope, bytes, lane);
      }
    } catch (Throwable cause) {
      if (mayWait && isWorthAnotherTry(context, task, held, cause)) {
        shortOf = context.use();
        if (recorder != null && scope != null) {
          recorder.putOff(scope, cause);
        }
      } else {
        computation.fail(task, inputs, cause);
        if (recorder != null && scope != null) {
          recorder.failed(task, scope, cause, lane);
        }
      }
    } finally {
      if (inputs != null) {
        unpin(task, inputs.size());
      }
      context.ended();
    }
    if (shortOf == null) {
      return true;
    }
    // From here on it may run elsewhere.
    awaitMemory(task, shortOf);
    return false;
  }

  private Chunk apply(int task, SubmittedTask context, List<Chunk> inputs) {
    try {
      Chunk result = lanes.apply(graph.operator(task), context, inputs);
      if (result == null) {
        throw new NullPointerException("the operator returned no chunk");
      }
      return result;
    } finally {
      lanes.applied(computation.parent());
    }
  }

  private boolean isWorthAnotherTry(SubmittedTask context, int task, long held, Throwable cause) {
    MemoryTurns.Use use = context.use();
    if (use == null || computation.isStopped() || !isForLackOfMemory(cause)) {
      return false;
    }
    return (lanes.width() > 1 && use.wasInCompany()) || inputsGaveWay(task, held, cause);
  }

  private static boolean isForLackOfMemory(Throwable cause) {
    Throwable why = cause;
    while (why != null && !(why instanceof MemoryLimitException)) {
      why = why.getCause();
    }
    return why != null;
  }

  /*
   * What a task holds of its inputs is freed by nobody else, also when it was put aside meanwhile.
   * Each time there is less of it, so this ends.
   */
  private boolean inputsGaveWay(int task, long held, Throwable cause) {
    if (held == 0) {
      return false;
    }
    try {
      store.putInputsAside(task);
    } catch (StorageException full) {
      cause.addSuppressed(full);
    }
    return store.spillableInputs(task) < held;
  }

  private void awaitMemory(int task, MemoryTurns.Use use) {
    MemoryLedger ledger = Objects.requireNonNull(submission.storage().ledger());
    ledger.turns().await(submission.number(), task, use, again -> startAgain(task, again));
    if (computation.isStopped()) {
      ledger.turns().withdraw(submission.number());
    }
  }

  private void startAgain(int task, MemoryTurns.Use use) {
    try {
      lanes.start(new AgainStrand(run, task, use));
    } catch (RejectedExecutionException | OutOfMemoryError lost) {
      use.end();
      computation.abandon(lost);
    }
  }

  private void unpin(int task, int count) {
    for (int i = 0; i < count && store.pins(); i++) {
      store.unpin(graph.input(task, i));
    }
  }

  /* Pinned until they are unpinned; null when the run was stopped before one of them was made. */
  private @Nullable List<Chunk> inputs(int task) {
    int count = graph.inputCount(task);
    if (count == 0) {
      return List.of();
    }
    Chunk first = store.pin(graph.input(task, 0));
    if (first == null) {
      return null;
    }
    if (count == 1) {
      return List.of(first);
    }
    Chunk[] inputs = new Chunk[count];
    inputs[0] = first;
    int pinned = 1;
    try {
      while (pinned < count) {
        Chunk input = store.pin(graph.input(task, pinned));
        if (input == null) {
          return null;
        }
        inputs[pinned++] = input;
      }
      return List.of(inputs);
    } finally {
      if (pinned < count) {
        unpin(task, pinned);
      }
    }
  }

  private void release(int input, int reader, int lane) {
    try {
      store.release(input, reader, lane);
    } catch (Throwable cause) {
      computation.fail(input, cause);
    }
  }
}
