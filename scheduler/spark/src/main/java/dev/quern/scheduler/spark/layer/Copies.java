package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Units that are so little work that whoever reads them carries them out itself, once for each
 * process: such as the table of a join, when it is known how few its rows are.
 *
 * <pre>
 *   rows, made before     rows     file of nations
 *          \               /              |
 *           merge of the rows           table         no stages of their own,
 *                  \                    /             but part of those below
 *               probe 0   probe 1   probe 2
 * </pre>
 */
final class Copies {
  /** The most bytes that a unit and those that it needs read, of results that are there. */
  private static final long MOST = 16 << 20;

  /** The most that they read of files. */
  private static final long MOST_OF_FILES = 4 << 20;

  /** The same where a result may be larger than what it is made of. */
  private static final long MOST_THAT_GROWS = 64 << 10;

  /** The most results that they read. */
  private static final int MOST_READS = 512;

  /** The most tasks that read files. */
  private static final int MOST_FILES = 8;

  private static final Copies NONE = new Copies(new boolean[0]);

  /* By the last task of a unit. */
  private final boolean[] copied;

  private Copies(boolean[] copied) {
    this.copied = copied;
  }

  /** No unit. */
  static Copies none() {
    return NONE;
  }

  /**
   * The units that are, of those that are left to do.
   *
   * @param joins whether each task joins its reader
   * @param bytes of the results that are there, by their tasks, as far as they are known
   */
  static Copies of(OpenTasks open, boolean[] joins, Map<Integer, Long> bytes) {
    return new Copies(new Weighing(open, open.homes(joins), bytes).little());
  }

  /** Whether the unit that ends with {@code task} is carried out by its readers. */
  boolean isCopied(int task) {
    return copied.length > 0 && copied[task];
  }

  /** Adds up what units and those that they need read. */
  private static final class Weighing {
    private static final long TOO_MUCH = Long.MAX_VALUE;

    private final OpenTasks open;
    private final TaskGraph graph;
    private final int[] homes;
    private final Map<Integer, Long> bytes;
    private final long[] ofResults;
    private final long[] ofFiles;
    private final int[] reads;
    private final int[] files;
    private final boolean[] grows;
    /* Operations that are too much. */
    private final Set<Token> large = new HashSet<>();

    Weighing(OpenTasks open, int[] homes, Map<Integer, Long> bytes) {
      this.open = open;
      this.graph = open.graph();
      this.homes = homes;
      this.bytes = bytes;
      this.ofResults = new long[homes.length];
      this.ofFiles = new long[homes.length];
      this.reads = new int[homes.length];
      this.files = new int[homes.length];
      this.grows = new boolean[homes.length];
      addLargeFiles();
    }

    private void addLargeFiles() {
      Map<Token, Long> read = new HashMap<>();
      for (int task = 0; task < homes.length; task++) {
        if (open.isOpen(task)) {
          read.merge(token(task), DataBound.besides(graph.operator(task)), Weighing::plus);
        }
      }
      read.values().removeIf(bytes -> bytes <= MOST_OF_FILES);
      large.addAll(read.keySet());
    }

    /* Of an operation, all tasks together have to be little: they are done at once elsewhere. */
    boolean[] little() {
      boolean[] little;
      Map<Token, Long> sums = new HashMap<>();
      do {
        sums.values().removeIf(bytes -> bytes <= MOST);
        large.addAll(sums.keySet());
        little = weighed();
        sums.clear();
        for (int task = 0; task < homes.length; task++) {
          if (little[task]) {
            sums.merge(token(task), plus(ofResults[task], ofFiles[task]), Weighing::plus);
          }
        }
      } while (sums.values().stream().anyMatch(bytes -> bytes > MOST));
      return little;
    }

    private boolean[] weighed() {
      for (int task = 0; task < homes.length; task++) {
        ofResults[task] = 0;
        ofFiles[task] = 0;
        reads[task] = 0;
        files[task] = 0;
        grows[task] = false;
      }
      boolean[] little = new boolean[homes.length];
      // What a unit reads ends with a lower task, so its weight is known.
      for (int task = 0; task < homes.length; task++) {
        if (open.isOpen(task)) {
          add(task, little);
          little[task] = homes[task] == task && isLittle(task);
        }
      }
      return little;
    }

    private Token token(int task) {
      return graph.key(task).token();
    }

    private void add(int task, boolean[] little) {
      int home = homes[task];
      long besides =
          large.contains(token(task)) ? TOO_MUCH : DataBound.besides(graph.operator(task));
      ofFiles[home] = plus(ofFiles[home], besides);
      files[home] += besides > 0 ? 1 : 0;
      grows[home] |= DataBound.mayGrow(graph.operator(task));
      for (int i = 0; i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        if (open.isRead(task, i) && homes[input] != home) {
          if (!open.isOpen(input)) {
            reads[home]++;
            ofResults[home] = plus(ofResults[home], bytes.getOrDefault(input, TOO_MUCH));
          } else if (little[input]) {
            ofResults[home] = plus(ofResults[home], ofResults[input]);
            ofFiles[home] = plus(ofFiles[home], ofFiles[input]);
            reads[home] += reads[input];
            files[home] += files[input];
            grows[home] |= grows[input];
          } else {
            ofResults[home] = TOO_MUCH;
          }
        }
      }
    }

    private boolean isLittle(int home) {
      long most = grows[home] ? MOST_THAT_GROWS : MOST;
      return ofFiles[home] <= Math.min(most, MOST_OF_FILES)
          && ofResults[home] <= most - ofFiles[home]
          && reads[home] <= MOST_READS
          && files[home] <= MOST_FILES;
    }

    private static long plus(long one, long other) {
      return one > TOO_MUCH - other ? TOO_MUCH : one + other;
    }
  }
}
