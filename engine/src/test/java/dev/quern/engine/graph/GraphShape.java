package dev.quern.engine.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tasks by name, in the order they are written. */
final class GraphShape {
  private final TaskGraphBuilder builder = TaskGraph.builder();

  String task(String name, String... inputs) {
    return task(name, List.of(inputs));
  }

  String task(String name, List<String> inputs) {
    builder.add(
        TestGraphs.key(name),
        TestGraphs.NEVER_RUN,
        Origin.of(name),
        inputs.stream().map(TestGraphs::key).toList());
    return name;
  }

  GraphShape many(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      task(prefix + i);
    }
    return this;
  }

  /** The i-th task reads the i-th of each of {@code inputs}. */
  GraphShape each(String prefix, int count, String... inputs) {
    for (int i = 0; i < count; i++) {
      int number = i;
      task(prefix + i, Stream.of(inputs).map(input -> input + number).toList());
    }
    return this;
  }

  /** Levels of tasks that each read {@code by} of the level below: prefix0_0, prefix0_1... */
  GraphShape reduce(String prefix, List<String> leaves, int by) {
    List<String> below = leaves;
    for (int level = 0; below.size() > 1; level++) {
      List<String> above = new ArrayList<>();
      for (int i = 0; i < below.size(); i += by) {
        String name = "%s%d_%d".formatted(prefix, level, i / by);
        above.add(task(name, below.subList(i, Math.min(i + by, below.size()))));
      }
      below = above;
    }
    return this;
  }

  TaskGraph build() {
    return builder.build();
  }
}
