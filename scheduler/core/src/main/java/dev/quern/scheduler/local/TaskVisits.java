package dev.quern.scheduler.local;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.TaskScope;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.SubmittedTask;
import dev.quern.scheduler.store.ChunkStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How single tasks of a run are carried out: inputs come from the store and are kept there while
 * the operator reads them, the result goes into it. When a task is due is the business of {@link
 * GraphRun}.
 */
final class TaskVisits {
  private final LocalComputation computation;
  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final ChunkStore store;
  private final @Nullable RunRecorder recorder;

  TaskVisits(
      LocalComputation computation,
      Submission submission,
      Lanes lanes,
      ChunkStore store,
      @Nullable RunRecorder recorder) {
    this.computation = computation;
    this.submission = submission;
    this.graph = submission.chunks().graph();
    this.lanes = lanes;
    this.store = store;
    this.recorder = recorder;
  }

  /**
   * Carries {@code task} out, unless the run has stopped, and releases its inputs.
   *
   * @param lane the number of the current lane
   */
  void visit(int task, int lane) {
    if (!computation.isStopped()) {
      execute(task, lane);
    } else if (recorder != null) {
      recorder.skipped(task, lane);
    }
    int inputs = graph.inputCount(task);
    for (int i = 0; i < inputs; i++) {
      release(graph.input(task, i), task, lane);
    }
  }

  private void execute(int task, int lane) {
    TaskScope scope = recorder == null ? null : recorder.started(task);
    List<Chunk> inputs = null;
    try {
      store.prepare(task);
      inputs = inputs(task);
      if (inputs == null) {
        throw new CancelledException("an input was not made");
      }
      Chunk result = apply(task, inputs);
      if (result == null) {
        throw new NullPointerException("the operator returned no chunk");
      }
      long bytes = scope == null ? 0 : result.byteSize();
      store.put(task, result, lane);
      if (recorder != null && scope != null) {
        recorder.blocked(lanes.nanosBlocked());
        recorder.finished(task, scope, bytes, lane);
      }
    } catch (Throwable cause) {
      computation.fail(task, inputs, cause);
      if (recorder != null && scope != null) {
        recorder.failed(task, scope, cause, lane);
      }
    } finally {
      if (inputs != null) {
        unpin(task, inputs.size());
      }
    }
  }

  private Chunk apply(int task, List<Chunk> inputs) {
    SubmittedTask context = new SubmittedTask(submission, computation, task);
    try {
      return lanes.apply(graph.operator(task), context, inputs);
    } finally {
      context.ended();
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
