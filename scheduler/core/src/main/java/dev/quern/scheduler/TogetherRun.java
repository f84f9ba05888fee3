package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.scheduler.task.CallGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lazy values computed in one graph and one run, so that what they have in common is done once. */
final class TogetherRun {
  private TogetherRun() {}

  /** The results, in order. */
  static List<?> compute(Session session, List<? extends Lazy<?>> lazies) {
    CallGraph graph = new CallGraph();
    int[] counts = new int[lazies.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = want(graph, lazies.get(i), session);
    }
    List<Chunk> chunks = session.submit(graph.build()).join();
    @Nullable Object[] results = new Object[counts.length];
    int from = 0;
    int made = 0;
    try {
      for (; made < counts.length; made++) {
        int to = from + counts[made];
        List<Chunk> own = chunks.subList(from, to);
        from = to;
        results[made] = lazies.get(made).result(session.memory(), own);
      }
    } catch (Throwable failure) {
      closeAll(Arrays.asList(results).subList(0, made));
      chunks.subList(from, chunks.size()).forEach(Chunk::close);
      throw failure;
    }
    return Collections.unmodifiableList(Arrays.asList(results));
  }

  /* Calls are put into the one graph as they are, rather than into a graph each first. */
  private static int want(CallGraph graph, Lazy<?> lazy, Session session) {
    if (lazy instanceof Delayed<?> delayed) {
      graph.want(delayed.call());
      return 1;
    }
    LazyChunks chunks = lazy.lazyChunks(session);
    graph.want(chunks);
    return chunks.size();
  }

  /** Closes all that can be closed, and throws what goes wrong at the end. */
  static void closeAll(List<?> values) {
    List<Exception> failures = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      IllegalStateException first =
          new IllegalStateException(
              "closing results that were computed together", failures.getFirst());
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
