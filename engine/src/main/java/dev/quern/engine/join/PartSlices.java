package dev.quern.engine.join;

import dev.quern.engine.spill.SpooledSections;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which probe rows of a scattered join are joined by which task: those of a part by one, unless it
 * has far more of them than parts have on average, as when a key is in half of all rows. Such a
 * part is cut between the tasks that its probe rows came from, and each slice is joined for itself,
 * with a table of its own of the part's build rows.
 *
 * <p>Decided by numbers of rows alone. The rows that come out are the same however parts are cut.
 *
 * @param first a slice of each part: of most all of it
 * @param more the other slices
 */
public record PartSlices(List<Slice> first, List<Slice> more) implements Serializable {
  /** How many times the average makes a part large. */
  private static final int LARGE = 2;

  /** Probe rows below which a slice is not worth a task. */
  private static final long FEWEST = 16 << 10;

  /** Copies the lists. */
  public PartSlices {
    first = List.copyOf(first);
    more = List.copyOf(more);
  }

  /**
   * The probe rows of a part that came from some tasks.
   *
   * @param from the first of the tasks
   * @param to behind the last
   */
  public record Slice(int part, int from, int to) implements Serializable {}

  /** Each part as a whole, of probe rows from {@code tasks} tasks. */
  public static PartSlices whole(int tasks) {
    List<Slice> all =
        IntStream.range(0, KeyScatter.PARTS).mapToObj(part -> new Slice(part, 0, tasks)).toList();
    return new PartSlices(all, List.of());
  }

  /**
   * The slices by the numbers of rows. Making a table of the build rows once more should not be
   * more work than what is saved: a slice has at least as many probe rows.
   *
   * @param build build rows by part
   * @param probes probe rows by task and part
   * @param most how many slices there may be beside one for each part
   */
  static PartSlices of(long[] build, long[][] probes, int most) {
    long[] rows = new long[KeyScatter.PARTS];
    long all = 0;
    for (long[] task : probes) {
      for (int part = 0; part < rows.length; part++) {
        rows[part] += task[part];
        all += task[part];
      }
    }
    long average = all / rows.length;
    List<Slice> first = new ArrayList<>(whole(probes.length).first());
    List<Slice> more = new ArrayList<>();
    List<Integer> largest =
        IntStream.range(0, rows.length)
            .filter(part -> rows[part] > LARGE * average)
            .boxed()
            .sorted(Comparator.comparingLong((Integer part) -> -rows[part]))
            .toList();
    for (int part : largest) {
      long least = Math.max(Math.max(average, build[part]), FEWEST);
      long slices = Math.min(rows[part] / least, most - more.size() + 1L);
      List<Slice> cut = cut(part, probes, rows[part], slices);
      first.set(part, cut.getFirst());
      more.addAll(cut.subList(1, cut.size()));
    }
    return new PartSlices(first, more);
  }

  /** The slices of {@code probes}, as chunks. */
  public static PartSlices of(
      SpooledSections build, List<SpooledSections> probes, boolean keys, int most) {
    long[] buildRows = new long[KeyScatter.PARTS];
    for (int part = 0; part < buildRows.length; part++) {
      buildRows[part] = build.rows(keys ? part : 0);
    }
    return of(buildRows, probes.stream().map(PartSlices::rows).toArray(long[][]::new), most);
  }

  private static long[] rows(SpooledSections probe) {
    return IntStream.range(0, KeyScatter.PARTS).mapToLong(probe::rows).toArray();
  }

  /** One part in so many slices, or fewer, of about as many rows each. */
  private static List<Slice> cut(int part, long[][] probes, long rows, long slices) {
    List<Slice> cut = new ArrayList<>();
    int from = 0;
    long before = 0;
    for (int task = 0; task < probes.length; task++) {
      before += probes[task][part];
      if (task == probes.length - 1 || before * slices >= rows * (cut.size() + 1)) {
        cut.add(new Slice(part, from, task + 1));
        from = task + 1;
      }
    }
    return cut;
  }
}
