package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TickType;
import java.lang.foreign.MemorySegment;

/** Quantiles: selects the one or two words of each group that it takes. */
final class QuantileFold implements WordFold {
  private final Quantile quantile;
  private final DType type;
  private final GroupArray counts;
  private final GroupArray passed;
  private final GroupArray lows;
  private final GroupArray highs;

  QuantileFold(MemoryBudget budget, Quantile quantile, DType type) {
    this.quantile = quantile;
    this.type = type;
    this.counts = new GroupArray(budget, Long.BYTES, 0);
    this.passed = new GroupArray(budget, Long.BYTES, 0);
    this.lows = new GroupArray(budget, Long.BYTES, 0);
    this.highs = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public void expect(int group, int groups, long count) {
    Slots.setInt64(counts.slots(groups), group, count);
  }

  @Override
  public void accept(int group, MemorySegment words, int from, int to) {
    long count = Slots.int64(counts.slots(group + 1), group);
    long before = Slots.int64(passed.slots(group + 1), group);
    long low = quantile.interpolation().low(quantile.q(), count) - before;
    long high = low + (quantile.interpolation().part(quantile.q(), count) > 0 ? 1 : 0);
    int length = to - from;
    WordSelect select = new WordSelect(words);
    if (low >= 0 && low < length) {
      int place = from + (int) low;
      Slots.setInt64(lows.slots(group + 1), group, select.select(from, to, place));
      if (high == low + 1 && high < length) {
        // Selection has left nothing less behind the place.
        Slots.setInt64(highs.slots(group + 1), group, select.least(place + 1, to));
      }
    } else if (high == 0) {
      Slots.setInt64(highs.slots(group + 1), group, select.least(from, to));
    }
    Slots.setInt64(passed.slots(group + 1), group, before + length);
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    boolean isFloat = quantile.interpolation().isBetween() && !(type instanceof TickType);
    DType result = isFloat ? DType.FLOAT64 : type;
    try (ColumnBuilder column = new ColumnBuilder(target, result, groups)) {
      for (int group = 0; group < groups; group++) {
        long count = Slots.int64(counts.slots(groups), group);
        long low = Slots.int64(lows.slots(groups), group);
        if (count == 0) {
          column.appendNull();
        } else if (isFloat) {
          column.append(between(group, groups, count, low));
        } else if (quantile.interpolation().isBetween()) {
          column.append(tickBetween(group, groups, count, low));
        } else {
          Words.append(column, type, low);
        }
      }
      return column.build();
    }
  }

  private double between(int group, int groups, long count, long lowWord) {
    double low = Words.toDouble(type, lowWord);
    double part = quantile.interpolation().part(quantile.q(), count);
    if (part == 0) {
      return low;
    }
    double high = Words.toDouble(type, Slots.int64(highs.slots(groups), group));
    // Of equal values, infinite ones too, there is nothing between.
    return low == high ? low : low + (high - low) * part;
  }

  /* Of ticks as far apart as 64 bits allow, a float is precise enough for the part between. */
  private long tickBetween(int group, int groups, long count, long low) {
    double part = quantile.interpolation().part(quantile.q(), count);
    if (part == 0) {
      return low;
    }
    long distance = Slots.int64(highs.slots(groups), group) - low;
    if (part == 0.5) {
      return low + (distance >>> 1) + (distance & 1);
    }
    return distance >= 0
        ? low + Math.round(distance * part)
        : low + Math.round((distance >>> 1) * part) * 2;
  }

  @Override
  public long byteSize() {
    return counts.byteSize() + passed.byteSize() + lows.byteSize() + highs.byteSize();
  }

  @Override
  public void close() {
    counts.close();
    passed.close();
    lows.close();
    highs.close();
  }
}
