package dev.quern.engine.io.parquet.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowRangesTest {
  private static final int ROWS = 60;

  @Test
  void areSetsOfRows() {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BitSet a = random(random);
      BitSet b = random(random);
      BitSet both = (BitSet) a.clone();
      both.and(b);
      BitSet either = (BitSet) a.clone();
      either.or(b);
      assertThat(rows(ranges(a).and(ranges(b)))).as("and, seed %d", seed).isEqualTo(both);
      assertThat(rows(ranges(a).or(ranges(b)))).as("or, seed %d", seed).isEqualTo(either);
    }
  }

  /* Runs of up to half of the rows. */
  private static BitSet random(SplittableRandom random) {
    BitSet rows = new BitSet();
    for (int row = random.nextInt(ROWS); row < ROWS; row += 1 + random.nextInt(ROWS / 4)) {
      int to = Math.min(ROWS, row + random.nextInt(ROWS / 2));
      rows.set(row, to);
      row = to;
    }
    return rows;
  }

  private static RowRanges ranges(BitSet rows) {
    RowRanges.Builder ranges = new RowRanges.Builder();
    for (int from = rows.nextSetBit(0); from >= 0; from = rows.nextSetBit(from)) {
      int to = rows.nextClearBit(from);
      ranges.add(from, to);
      from = to;
    }
    return ranges.build();
  }

  private static BitSet rows(RowRanges ranges) {
    BitSet rows = new BitSet();
    for (int i = 0; i < ranges.size(); i++) {
      // Ranges are in order and do not touch.
      assertThat(ranges.from(i)).isLessThan(ranges.to(i));
      assertThat(i == 0 || ranges.to(i - 1) < ranges.from(i)).isTrue();
      rows.set((int) ranges.from(i), (int) ranges.to(i));
    }
    return rows;
  }
}
