package dev.quern.scheduler.task;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
  private final Deque<CallNode> pending = new ArrayDeque<>();

  /** Wants the result of {@code call}: one chunk. */
  public CallGraph want(CallNode call) {
    add(call);
    wanted.add(call.key);
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

  /* Inputs before readers, by a stack of our own: calls may be a million deep. */
  private void add(CallNode wantedCall) {
    pending.push(wantedCall);
    while (!pending.isEmpty()) {
      CallNode call = pending.peek();
      if (builder.contains(call.key)) {
        pending.pop();
      } else if (!pushMissing(call)) {
        pending.pop();
        addReady(call);
      }
    }
  }

  private boolean pushMissing(CallNode call) {
    boolean missing = false;
    for (int i = call.inputs.size() - 1; i >= 0; i--) {
      if (call.inputs.get(i) instanceof CallNode input && !builder.contains(input.key)) {
        pending.push(input);
        missing = true;
      }
    }
    return missing;
  }

  private void addReady(CallNode call) {
    List<Object> inputs = call.inputs;
    List<Key> keys;
    if (inputs.size() == 1 && inputs.getFirst() instanceof CallNode only) {
      keys = List.of(only.key);
    } else {
      keys = new ArrayList<>(inputs.size());
      for (Object input : inputs) {
        if (input instanceof CallNode read) {
          keys.add(read.key);
        } else {
          LazyChunks chunks = (LazyChunks) input;
          add(chunks);
          keys.addAll(chunks.outputs());
        }
      }
    }
    builder.add(call.key, call.invocation, call.origin(), keys);
  }

  private void add(LazyChunks chunks) {
    if (added.add(chunks.graph())) {
      builder.addAll(chunks.graph());
    }
  }
}
