package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows at which sorted runs are cut into parts of about equal size: part p is what stands
 * between splitters p - 1 and p. A splitter is one row, not a key: rows of equal keys are in the
 * order of runs and places, so that even a single key is cut into parts. Where rows that are equal
 * in the first keys must stay together, those keys alone decide.
 *
 * <pre>
 *   run 0   a a b c|c c d e          splitter: the first c of run 1
 *   run 1   a b|c d d|e f            rows with an equal key go to the left in run 0,
 *   run 2   b b|c c e e              to the right in run 2
 * </pre>
 *
 * <p>They are chosen among the first rows of the runs' batches, by the rows alone: neither memory
 * nor the number of workers has a say.
 *
 * @param runs the runs that the splitters are from
 * @param batches the batches of which they are the first rows
 * @param together how many of the first keys rows must differ in to be in different parts; 0 if any
 *     two rows may be
 */
public record Splitters(List<Integer> runs, List<Integer> batches, int together) {
  /** What a part should have: enough to outweigh the reading of batches at its borders twice. */
  private static final long PART_BYTES = 32L << 20;

  /** No splitters: all is one part. */
  public static final Splitters NONE = new Splitters(List.of(), List.of(), 0);

  /** Copies the lists. */
  public Splitters {
    runs = List.copyOf(runs);
    batches = List.copyOf(batches);
  }

  /**
   * The splitters for parts of a good size, of which there are {@code mostParts} at most.
   *
   * @param together how many of the first keys rows must differ in to be in different parts
   */
  public static Splitters choose(
      MemoryBudget budget,
      Schema schema,
      List<SortKey> keys,
      List<SortedRuns> inputs,
      int mostParts,
      int together) {
    long rows = inputs.stream().mapToLong(SortedRuns::rows).sum();
    long parts = Math.min(mostParts, rows * RowShape.rowBytes(schema) / PART_BYTES);
    return cut(budget, keys, inputs, parts, together);
  }

  /** The splitters for {@code parts} parts, or fewer when there are not that many batches. */
  static Splitters cut(
      MemoryBudget budget, List<SortKey> keys, List<SortedRuns> inputs, long parts, int together) {
    List<SortedRun> runs = inputs.stream().flatMap(input -> input.runs().stream()).toList();
    if (parts <= 1 || runs.isEmpty()) {
      return NONE;
    }
    // Runs of different rows have these keys in common.
    Schema schema = firstKeys(runs.getFirst(), keys);
    List<Batch> firsts = runs.stream().map(run -> run.firsts().select(schema.names())).toList();
    try (Batch all = Batches.concat(budget, schema, firsts);
        NativeBuffer order = RowSorter.sort(budget, all, RunCuts.indexKeys(keys))) {
      return pick(runs, order, all.rows(), (int) Math.min(parts, all.rows()), together);
    } finally {
      firsts.forEach(Batch::close);
    }
  }

  private static Schema firstKeys(SortedRun run, List<SortKey> keys) {
    Schema schema = run.firsts().schema();
    return schema.select(schema.names().subList(0, keys.size()));
  }

  private static Splitters pick(
      List<SortedRun> runs, NativeBuffer order, int samples, int parts, int together) {
    int[] starts = new int[runs.size() + 1];
    for (int run = 0; run < runs.size(); run++) {
      starts[run + 1] = starts[run] + runs.get(run).count();
    }
    Integer[] chosenRuns = new Integer[parts - 1];
    Integer[] chosenBatches = new Integer[parts - 1];
    for (int part = 1; part < parts; part++) {
      int sample = Slots.int32(order.segment(), (int) ((long) samples * part / parts));
      int run = runOf(starts, sample);
      chosenRuns[part - 1] = run;
      chosenBatches[part - 1] = sample - starts[run];
    }
    return new Splitters(List.of(chosenRuns), List.of(chosenBatches), together);
  }

  private static int runOf(int[] starts, int sample) {
    int run = 0;
    while (starts[run + 1] <= sample) {
      run++;
    }
    return run;
  }

  /** How many parts there are. */
  public int parts() {
    return runs.size() + 1;
  }

  /** Where {@code part} begins and ends in each run. */
  RunCuts cuts(List<SortedRun> all, int run, List<SortKey> keys, int part) {
    List<SortKey> deciding = together == 0 ? keys : keys.subList(0, together);
    return new RunCuts(
        all.get(run),
        deciding,
        part == 0 ? null : cut(all, run, deciding, part - 1),
        part == parts() - 1 ? null : cut(all, run, deciding, part));
  }

  private RunCuts.@Nullable Cut cut(
      List<SortedRun> all, int run, List<SortKey> keys, int splitter) {
    int from = runs.get(splitter);
    KeySide side = new KeySide(all.get(from).firsts(), RunCuts.indexKeys(keys));
    int batch = batches.get(splitter);
    if (together > 0) {
      return new RunCuts.Cut(side, batch, -1, false);
    }
    return new RunCuts.Cut(side, batch, run == from ? batch : -1, run < from);
  }
}
