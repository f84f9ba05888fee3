package dev.quern.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of tasks that are being added to a builder; costs nothing until there are any.
 */
final class AnnotationsByTask {
  private static final int UNANNOTATED = 0;

  private final List<Annotations> different = new ArrayList<>(List.of(Annotations.NONE));
  private final Map<Annotations, Integer> index =
      new HashMap<>(Map.of(Annotations.NONE, UNANNOTATED));
  private int[] of = {};
  private int used;
  private int last;

  AnnotationsByTask() {
    use(Annotations.current());
  }

  /** Sets what {@link #note(int)} notes. */
  void use(Annotations annotations) {
    used = index(annotations);
  }

  void note(int task) {
    if (used != UNANNOTATED) {
      set(task, used);
    }
  }

  void note(int task, Annotations annotations) {
    int noted = index(annotations);
    if (noted != UNANNOTATED) {
      set(task, noted);
    }
  }

  /** The table of the first {@code size} tasks; null when none is annotated. */
  @Nullable AnnotationTable table(int size) {
    return of.length == 0
        ? null
        : new AnnotationTable(different.toArray(Annotations[]::new), Arrays.copyOf(of, size));
  }

  private void set(int task, int index) {
    if (task >= of.length) {
      of = Arrays.copyOf(of, Math.max(16, 2 * task));
    }
    of[task] = index;
  }

  /* Tasks of one plan node come in a row, annotated alike. */
  private int index(Annotations annotations) {
    if (!different.get(last).equals(annotations)) {
      last =
          index.computeIfAbsent(
              annotations,
              added -> {
                different.add(added);
                return different.size() - 1;
              });
    }
    return last;
  }
}
