package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph cut phase by phase. The tasks of which others wait to be told whether they have anything
 * to do, and what those need, are a phase; what has nothing to do is left out of the next, where
 * fewer layers and larger units come of it. The last phase makes what is wanted:
 *
 * <pre>
 *   right ─> table ─┬─> scatter ─> part ─> rows of left    phase 0: right, table
 *                   └──────────────────────────┘           phase 1: rows of left, when the table is in memory
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
public final class Phases {
  private final LazyChunks chunks;
  private final TaskGraph graph;
  private final Sections sections;
  private final Map<Integer, Place> given;
  private final BitSet skipped = new BitSet();
  /* Decisions that were made, and those that nobody is to wait for. */
  private final BitSet settled = new BitSet();
  private int first;

  /**
   * The phases of {@code chunks}, which should be optimised.
   *
   * @param given where results are that are there from before, by their tasks' numbers: in layers
   *     that are numbered from 0
   * @param first the number of the first layer that is not given
   */
  public Phases(LazyChunks chunks, Map<Integer, Place> given, int first) {
    this.chunks = chunks;
    this.graph = chunks.graph();
    this.sections = Sections.of(chunks, given.keySet());
    this.given = new HashMap<>(given);
    this.first = first;
  }

  /**
   * What to do next: the last layer makes the tasks that {@link #decided} is to be told of, or, if
   * there are none, what is wanted.
   *
   * @param whole whether to wait for no decision any more
   */
  public Layering next(boolean whole) {
    OpenTasks open = new OpenTasks(chunks, given, skipped, sections);
    List<Integer> decisions = whole ? List.of() : readyDecisions(open);
    return decisions.isEmpty()
        ? Layering.of(chunks, open, first)
        : Layering.ofDecisions(chunks, open, first, decisions);
  }

  /** Takes note that all layers of {@code phase} were made: their results are read by the next. */
  public void made(Layering phase) {
    given.putAll(phase.made());
    first += phase.layers().size();
  }

  /**
   * Takes note of a decision.
   *
   * @param calls whether the tasks that it is about have something to do
   * @return the tasks that are left out
   */
  public List<Integer> decided(int decision, boolean calls) {
    List<Integer> leftOut = new ArrayList<>();
    for (int i = 0; !calls && i < graph.successorCount(decision); i++) {
      int task = graph.successor(decision, i);
      if (decision(task) == decision && !skipped.get(task)) {
        skipped.set(task);
        leftOut.add(task);
      }
    }
    settled.set(decision);
    return leftOut;
  }

  /** Whether nobody looks at the result of {@code task}. */
  public boolean isLeftOut(int task) {
    return skipped.get(task);
  }

  /* Those that wait for no other decision themselves. */
  private List<Integer> readyDecisions(OpenTasks open) {
    BitSet waits = new BitSet();
    BitSet ready = new BitSet();
    for (int task = 0; task < graph.size(); task++) {
      if (open.isOpen(task)) {
        int decision = decision(task);
        if (decision >= 0 && open.isOpen(decision) && !waits.get(decision)) {
          ready.set(decision);
        }
        if (decision >= 0 || readsOneOf(waits, task, open)) {
          waits.set(task);
        }
      }
    }
    return ready.stream().boxed().toList();
  }

  private boolean readsOneOf(BitSet tasks, int task, OpenTasks open) {
    for (int i = 0; i < graph.inputCount(task); i++) {
      if (open.isRead(task, i) && tasks.get(graph.input(task, i))) {
        return true;
      }
    }
    return false;
  }

  /* The decision that task waits for, or -1. */
  private int decision(int task) {
    if (graph.operator(task) instanceof Contingent contingent) {
      int input = contingent.decidedBy(graph.inputCount(task));
      int decision = input == Contingent.NEVER ? -1 : graph.input(task, input);
      if (decision >= 0
          && !settled.get(decision)
          && Decision.of(graph.operator(decision)).isPresent()) {
        return decision;
      }
    }
    return -1;
  }
}
