package dev.quern.engine.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The annotations of a graph's tasks, by task number. A graph without any has no table. */
final class AnnotationTable {
  private final Annotations[] annotations;
  private final int[] of;

  /** Task {@code i} has {@code annotations[of[i]]}, no two of which are equal. */
  AnnotationTable(Annotations[] annotations, int[] of) {
    this.annotations = annotations;
    this.of = of;
  }

  static @Nullable AnnotationTable select(@Nullable AnnotationTable table, int[] sequence) {
    if (table == null) {
      return null;
    }
    int[] selected = new int[sequence.length];
    for (int i = 0; i < sequence.length; i++) {
      selected[i] = table.of[sequence[i]];
    }
    return new AnnotationTable(table.annotations, selected);
  }

  /** Whether two tasks are annotated alike. */
  static boolean alike(@Nullable AnnotationTable table, int one, int other) {
    return table == null || table.of[one] == table.of[other];
  }

  Annotations get(int task) {
    return annotations[of[task]];
  }

  boolean hasPriorities() {
    return Arrays.stream(annotations).anyMatch(some -> some.priority() != 0);
  }
}
