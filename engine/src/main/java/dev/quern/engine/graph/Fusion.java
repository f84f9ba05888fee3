package dev.quern.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one task of each linear run: tasks that follow one another with nothing else reading or
 * being read in between. No work is done twice, and the result keeps the key of the run's last
 * task.
 *
 * <pre>
 *     a                 a
 *     |                 |
 *     b               b>c>d
 *     |                 |  \
 *     c        ──&gt;      e   f
 *     |
 *     d                        (a is wanted by the caller)
 *    / \
 *   e   f
 * </pre>
 *
 * <p>Tasks that are annotated differently stay apart. A fused task holds its first input until its
 * last step is done. Linear time.
 */
public final class Fusion {
  private final TaskGraph graph;
  private final boolean[] wanted;
  private final List<Origin> originTable;
  private final Map<List<Origin>, Integer> fusedOrigins = new HashMap<>();

  private Fusion(LazyChunks chunks) {
    this.graph = chunks.graph();
    this.wanted = chunks.wanted();
    this.originTable = new ArrayList<>(graph.origins());
  }

  /** {@code chunks} with linear runs fused; the same object when there are none. */
  public static LazyChunks fuse(LazyChunks chunks) {
    Fusion fusion = new Fusion(chunks);
    TaskGraph graph = chunks.graph();
    if (!fusion.joinsAny()) {
      return chunks;
    }
    int kept = 0;
    int[] number = new int[graph.size()];
    int[] sequence = new int[graph.size()];
    for (int task = 0; task < graph.size(); task++) {
      if (!fusion.joinsItsReader(task)) {
        sequence[kept] = task;
        number[task] = kept++;
      }
    }
    return new LazyChunks(
        fusion.build(Arrays.copyOf(sequence, kept), number), chunks.renumbered(number));
  }

  private boolean joinsAny() {
    for (int task = 0; task < graph.size(); task++) {
      if (joinsItsReader(task)) {
        return true;
      }
    }
    return false;
  }

  /* Whether `task` becomes a step in front of the one task that reads it. */
  private boolean joinsItsReader(int task) {
    return graph.successorCount(task) == 1
        && !wanted[task]
        && graph.inputCount(graph.successor(task, 0)) == 1
        && AnnotationTable.alike(graph.annotations, task, graph.successor(task, 0));
  }

  private TaskGraph build(int[] sequence, int[] number) {
    int kept = sequence.length;
    Operator[] operators = new Operator[kept];
    int[] origins = new int[kept];
    int[] start = new int[kept + 1];
    int[] first = new int[kept];
    for (int i = 0; i < kept; i++) {
      int last = sequence[i];
      first[i] = firstOfRun(last);
      start[i + 1] = start[i] + graph.inputCount(first[i]);
      if (first[i] == last) {
        operators[i] = graph.operator(last);
        origins[i] = graph.originIndex(last);
      } else {
        List<FusedOperator.Step> steps = steps(first[i], last);
        operators[i] = new FusedOperator(steps);
        origins[i] = fusedOrigin(steps);
      }
    }
    int[] inputs = new int[start[kept]];
    for (int i = 0; i < kept; i++) {
      for (int j = 0; j < graph.inputCount(first[i]); j++) {
        inputs[start[i] + j] = number[graph.input(first[i], j)];
      }
    }
    return new TaskGraph(
        graph.keys.select(sequence),
        operators,
        origins,
        originTable.toArray(Origin[]::new),
        new Edges(start, inputs),
        AnnotationTable.select(graph.annotations, sequence));
  }

  private int firstOfRun(int last) {
    int task = last;
    while (graph.inputCount(task) == 1 && joinsItsReader(graph.input(task, 0))) {
      task = graph.input(task, 0);
    }
    return task;
  }

  private List<FusedOperator.Step> steps(int first, int last) {
    List<FusedOperator.Step> steps = new ArrayList<>();
    int task = first;
    addStep(steps, task);
    while (task != last) {
      task = graph.successor(task, 0);
      addStep(steps, task);
    }
    return steps;
  }

  private void addStep(List<FusedOperator.Step> steps, int task) {
    if (graph.operator(task) instanceof FusedOperator(List<FusedOperator.Step> inner)) {
      steps.addAll(inner);
    } else {
      steps.add(new FusedOperator.Step(graph.operator(task), graph.origin(task)));
    }
  }

  /* Runs of the same plan nodes, one per partition, share one origin. */
  private int fusedOrigin(List<FusedOperator.Step> steps) {
    List<Origin> origins = new ArrayList<>(steps.size());
    for (FusedOperator.Step step : steps) {
      origins.add(step.origin());
    }
    return fusedOrigins.computeIfAbsent(
        origins,
        run -> {
          originTable.add(new Origin(label(run), run.getLast().where()));
          return originTable.size() - 1;
        });
  }

  /* Steps of one plan node in a row count once. At most eight labels: a run of thousands shows its ends. */
  private static String label(List<Origin> run) {
    List<String> labels = new ArrayList<>();
    for (Origin origin : run) {
      if (labels.isEmpty() || !labels.getLast().equals(origin.label())) {
        labels.add(origin.label());
      }
    }
    if (labels.size() <= 8) {
      return String.join(" > ", labels);
    }
    return "%s > ... > %s (%d steps)".formatted(labels.getFirst(), labels.getLast(), run.size());
  }
}
