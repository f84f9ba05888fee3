package dev.quern.scheduler.task;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * One graph of calls and chunks of all sorts that are wanted together: what they have in common is
 * in it once. Not thread-safe.
 */
public final class CallGraph {
  private final TaskGraphBuilder builder = TaskGraph.builder();
  private final List<Key> wanted = new ArrayList<>();
  private final Set<TaskGraph> added = Collections.newSetFromMap(new IdentityHashMap<>());

  /*
   * Inputs are added before their readers, by a stack of our own: calls may be a million deep. Of
   * each call on the way from the wanted one down: which of its inputs is next, and where the
   * numbers of the tasks begin that were added for the others.
   */
  private CallNode[] path = new CallNode[16];
  private int[] next = new int[16];
  private int[] begin = new int[16];
  private int depth;
  private int[] numbers = new int[16];
  private int numbered;

  /** Wants the result of {@code call}: one chunk. */
  public CallGraph want(CallNode call) {
    enter(call);
    while (depth > 0) {
      step();
    }
    numbered = 0;
    wanted.add(call.key());
    return this;
  }

  /** Wants all of {@code chunks}. */
  public CallGraph want(LazyChunks chunks) {
    add(chunks);
    wanted.addAll(chunks.outputs());
    return this;
  }

  /** All that was wanted, in order. This is used up. */
  public LazyChunks build() {
    return LazyChunks.of(builder.build(), wanted);
  }

  /* Notes the task of a call that is there; goes down to one that is not. */
  private void enter(CallNode call) {
    int there = builder.find(call.token, call.partition);
    if (there >= 0) {
      note(there);
      return;
    }
    if (depth == path.length) {
      path = Arrays.copyOf(path, 2 * depth);
      next = Arrays.copyOf(next, 2 * depth);
      begin = Arrays.copyOf(begin, 2 * depth);
    }
    path[depth] = call;
    next[depth] = 0;
    begin[depth] = numbered;
    depth++;
  }

  /* Looks at the next input of the deepest call, or adds it when there are no more. */
  private void step() {
    int top = depth - 1;
    CallNode call = path[top];
    if (next[top] < call.inputs()) {
      Object input = call.input(next[top]++);
      if (input instanceof CallNode read) {
        enter(read);
      } else {
        addInput((LazyChunks) input);
      }
      return;
    }
    int task =
        builder.add(
            call.token,
            call.partition,
            call.invocation,
            call.origin(),
            numbers,
            begin[top],
            numbered);
    numbered = begin[top];
    depth = top;
    note(task);
  }

  private void addInput(LazyChunks chunks) {
    add(chunks);
    for (Key output : chunks.outputs()) {
      note(builder.find(output.token(), output.partition()));
    }
  }

  private void note(int task) {
    if (numbered == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbered);
    }
    numbers[numbered++] = task;
  }

  private void add(LazyChunks chunks) {
    if (added.add(chunks.graph())) {
      builder.addAll(chunks.graph());
    }
  }
}
