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
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A graph cut phase by phase. The tasks of which others wait to be told whether they have anything
 * to do, and what those need, are a phase; what has nothing to do is left out of the next, where
 * fewer layers and larger units come of it. A phase ends as well before a {@link Rest} of several
 * stages: if there turns out to be little that it reads, it is one task's work. The last phase
 * makes what is wanted:
 *
 * <pre>
 *   right ─> table ─┬─> scatter ─> part ─> rows of left    phase 0: right, table
 *                   └──────────────────────────┘           phase 1: rows of left, when the table is in memory
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
public final class Phases {
  /** The most bytes that one task reads instead of several stages. */
  private static final long LITTLE = 16 << 20;

  /** The most results of a task that does what several stages would have done. */
  private static final int MOST_RESULTS = 64;

  /** The most results that such a task reads. */
  private static final int MOST_READS = 4096;

  private final LazyChunks chunks;
  private final TaskGraph graph;
  private final Sections sections;
  private final Map<Integer, Place> given;
  private final BitSet skipped = new BitSet();
  /* Decisions that were made, and those that nobody is to wait for. */
  private final BitSet settled = new BitSet();
  /* Those of them that were made here, since there is little to decide about. */
  private final BitSet uncalled = new BitSet();
  private final List<Integer> leftOut = new ArrayList<>();
  private final Map<Integer, Long> bytes;
  private int first;

  /**
   * The phases of {@code chunks}, which should be optimised.
   *
   * @param given where results are that are there from before, by their tasks' numbers: in layers
   *     that are numbered from 0
   * @param sizes how many bytes those have, as far as that is known
   * @param first the number of the first layer that is not given
   */
  public Phases(LazyChunks chunks, Map<Integer, Place> given, Map<Integer, Long> sizes, int first) {
    this.chunks = chunks;
    this.graph = chunks.graph();
    this.sections = Sections.of(chunks, given.keySet());
    this.given = new HashMap<>(given);
    this.bytes = new HashMap<>(sizes);
    this.first = first;
  }

  /**
   * What to do next: the last layer makes the tasks that {@link #decided} is to be told of, or
   * those of whose results it has to be known how large they are, or what is wanted.
   *
   * @param whole whether to do all at once
   */
  public Layering next(boolean whole) {
    OpenTasks open = open();
    if (whole) {
      return Layering.of(chunks, open, first, Copies.none());
    }
    while (settleSmall(open)) {
      open = open();
    }
    List<Integer> decisions = readyDecisions(open);
    int[] targets =
        decisions.isEmpty()
            ? Layering.outputs(chunks)
            : decisions.stream().mapToInt(Integer::intValue).toArray();
    boolean[] joins = Layering.joins(chunks, open, targets);
    Copies copies = Copies.of(open, joins, bytes);
    Rest rest = Rest.of(open, joins, copies, targets);
    if (rest.isSmall(bytes, LITTLE)) {
      Layering inOne = inOne(open, targets, !decisions.isEmpty());
      TaskUnit unit = inOne.layers().getFirst().units().getFirst();
      if (unit.width() <= MOST_RESULTS && unit.reads().size() <= MOST_READS) {
        return inOne;
      }
    }
    // How large what is read is decides as well as a decision would, if it is little.
    if (rest.depth() > (decisions.isEmpty() ? 1 : 0)) {
      List<Integer> ends = rest.ends();
      // Of much there may be little left when one stage more is done.
      List<Integer> next = ends.isEmpty() && rest.depth() > 2 ? rest.firsts() : ends;
      if (!next.isEmpty()) {
        return Layering.to(chunks, open, first, copies, next);
      }
    }
    return decisions.isEmpty()
        ? Layering.of(chunks, open, first, copies)
        : Layering.to(chunks, open, first, copies, decisions);
  }

  private OpenTasks open() {
    return new OpenTasks(chunks, given, skipped, sections);
  }

  /* Makes decisions about so little that readers carry it out themselves. */
  private boolean settleSmall(OpenTasks open) {
    Copies copies = Copies.of(open, Layering.joins(chunks, open), bytes);
    boolean any = false;
    for (int decision : readyDecisions(open)) {
      if (copies.isCopied(decision)) {
        leftOut.addAll(decided(decision, false));
        uncalled.set(decision);
        any = true;
      }
    }
    return any;
  }

  /* With what others read besides, so that nothing is done twice. */
  private Layering inOne(OpenTasks open, int[] targets, boolean goesOn) {
    boolean[] needed = open.needed(targets);
    List<Integer> results = new ArrayList<>(IntStream.of(targets).distinct().boxed().toList());
    for (int task = 0; task < needed.length; task++) {
      if (needed[task] && !results.contains(task) && isReadByOthers(open, needed, task)) {
        results.add(task);
      }
    }
    return Layering.inOne(open, first, results, goesOn);
  }

  private boolean isReadByOthers(OpenTasks open, boolean[] needed, int task) {
    for (int i = 0; !skipped.get(task) && i < graph.successorCount(task); i++) {
      int reader = graph.successor(task, i);
      if (open.isOpen(reader) && !needed[reader]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes note that all layers of {@code phase} were made: their results are read by the next.
   *
   * @param sizes how many bytes the results have
   */
  public void made(Layering phase, ToLongFunction<Place> sizes) {
    phase
        .made()
        .forEach(
            (task, place) -> {
              given.put(task, place);
              bytes.put(task, sizes.applyAsLong(place));
            });
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
        // Who waits for a decision that is not made has nothing to do either.
        leftOut.addAll(decided(task, false));
      }
    }
    settled.set(decision);
    return leftOut;
  }

  /**
   * Whether tasks that wait for the decision of {@code task} have nothing to do, as there is so
   * little to decide about.
   */
  public boolean isUncalled(int task) {
    return uncalled.get(task);
  }

  /**
   * The tasks that {@link #next} has left out since this was called, as they have nothing to do.
   */
  public List<Integer> takeLeftOut() {
    List<Integer> taken = List.copyOf(leftOut);
    leftOut.clear();
    return taken;
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
