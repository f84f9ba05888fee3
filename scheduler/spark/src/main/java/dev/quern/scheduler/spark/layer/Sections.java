package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskGraph;
import java.util.Set;

/** Which results are kept section by section: those of which all readers read but some sections. */
final class Sections {
  /** The most sections of a result: each is a part of a file. */
  private static final int MOST = 254;

  private final TaskGraph graph;
  private final int[] counts;

  private Sections(TaskGraph graph) {
    this.graph = graph;
    this.counts = new int[graph.size()];
  }

  /**
   * The sections of the results of {@code chunks}.
   *
   * @param given tasks whose results are kept as they are
   */
  static Sections of(LazyChunks chunks, Set<Integer> given) {
    Sections sections = new Sections(chunks.graph());
    boolean[] whole = new boolean[sections.counts.length];
    sections.count(whole);
    for (int i = 0; i < chunks.size(); i++) {
      whole[chunks.outputTask(i)] = true;
    }
    given.forEach(task -> whole[task] = true);
    for (int task = 0; task < whole.length; task++) {
      if (whole[task] || sections.counts[task] > MOST) {
        sections.counts[task] = 0;
      }
    }
    return sections;
  }

  private void count(boolean[] whole) {
    for (int task = 0; task < graph.size(); task++) {
      for (int i = 0; i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        int section = section(task, i);
        whole[input] |= section == ReadsSections.WHOLE;
        int count = section == ReadsSections.CHOSEN ? chosenOf(task) : section + 1;
        counts[input] = Math.max(counts[input], count);
      }
    }
  }

  private int section(int task, int input) {
    return ReadsSections.of(graph.operator(task), input, graph.inputCount(task));
  }

  private int chosenOf(int task) {
    return ChoosesSections.of(graph.operator(task)).map(ChoosesSections::sections).orElse(0);
  }

  /** How many sections the result of {@code task} is kept in; 0 when it is kept as it is. */
  int count(int task) {
    return counts[task];
  }

  /** Which section {@code task} reads of an input, or {@link ReadsSections#WHOLE}. */
  int read(int task, int input) {
    return count(graph.input(task, input)) == 0 ? ReadsSections.WHOLE : section(task, input);
  }
}
