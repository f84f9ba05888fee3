package dev.quern.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.PartSlices.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which parts of a join are cut into slices. */
class PartSlicesTest {
  private static final int TASKS = 20;

  /** Rows by task and part: {@code usual} everywhere, but for some parts. */
  private static long[][] rows(long usual, long[]... large) {
    long[][] rows = new long[TASKS][KeyScatter.PARTS];
    for (long[] task : rows) {
      Arrays.fill(task, usual);
      for (long[] part : large) {
        task[(int) part[0]] = part[1];
      }
    }
    return rows;
  }

  private static PartSlices slices(long[][] probes, long buildRows, int most) {
    long[] build = new long[KeyScatter.PARTS];
    Arrays.fill(build, buildRows);
    return PartSlices.of(build, probes, most);
  }

  @Test
  void partsOfAboutTheSameSizeAreWhole() {
    assertThat(slices(rows(10_000, new long[] {3, 15_000}), 100, 15))
        .isEqualTo(PartSlices.whole(TASKS));
    assertThat(slices(rows(0), 0, 15)).isEqualTo(PartSlices.whole(TASKS));
    // Few rows are not worth it.
    assertThat(slices(rows(0, new long[] {3, 800}), 100, 15)).isEqualTo(PartSlices.whole(TASKS));
  }

  @Test
  void aPartWithHalfOfTheRowsIsCutToWhatPartsHaveOnAverage() {
    PartSlices slices = slices(rows(10_000, new long[] {7, 310_000}), 100, 15);
    assertThat(slices.more()).hasSizeBetween(12, 15);
    List<Slice> cut = new ArrayList<>(List.of(slices.first().get(7)));
    cut.addAll(slices.more());
    int from = 0;
    for (Slice slice : cut) {
      assertThat(slice.part()).isEqualTo(7);
      assertThat(slice.from()).isEqualTo(from);
      assertThat(slice.to() - from).isBetween(1, 2);
      from = slice.to();
    }
    assertThat(from).isEqualTo(TASKS);
    for (int part = 0; part < KeyScatter.PARTS; part++) {
      if (part != 7) {
        assertThat(slices.first().get(part)).isEqualTo(new Slice(part, 0, TASKS));
      }
    }
  }

  @Test
  void theLargestPartsShareTheTasksThatThereAre() {
    PartSlices slices =
        slices(rows(1_000, new long[] {2, 100_000}, new long[] {9, 400_000}), 100, 6);
    assertThat(slices.more()).hasSize(6).extracting(Slice::part).containsOnly(9);
    assertThat(slices.first().get(2)).isEqualTo(new Slice(2, 0, TASKS));
  }

  @Test
  void aTableIsNotMadeTwiceForFewerRowsThanItHas() {
    assertThat(slices(rows(10_000, new long[] {7, 310_000}), 4_000_000, 15).more()).hasSize(0);
    assertThat(slices(rows(10_000, new long[] {7, 310_000}), 2_000_000, 15).more()).hasSize(2);
  }
}
