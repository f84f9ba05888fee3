package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Hands the different values of each group, in ascending order, to another aggregate. */
final class DistinctFold implements WordFold {
  private static final int MORSEL = 4 << 10;

  private final MemoryBudget budget;
  private final DType type;
  private final GroupedState of;
  private final GroupArray last;
  private final GroupArray any;
  private final NativeBuffer numbers;
  private final NativeBuffer words;
  private int pending;
  private int known;

  /** Takes {@code of} over. */
  DistinctFold(MemoryBudget budget, DType type, GroupedState of) {
    this.budget = budget;
    this.type = type;
    this.of = of;
    this.last = new GroupArray(budget, Long.BYTES, 0);
    this.any = new GroupArray(budget, 1, 0);
    this.numbers = budget.allocate((long) Integer.BYTES * MORSEL);
    this.words = budget.allocate((long) Long.BYTES * MORSEL);
  }

  @Override
  public void expect(int group, int groups, long count) {
    known = groups;
    if (group == 0) {
      addNulls(groups);
    }
  }

  /* States take it that a group they are told of has a row: so each is given one of null. */
  private void addNulls(int groups) {
    NativeBuffer all = Take.numbers(budget, 0, groups);
    try (ColumnVector numbered = ColumnVector.flat(DType.INT32, groups, all, null);
        ColumnBuilder nulls = new ColumnBuilder(budget, type, groups)) {
      for (int group = 0; group < groups; group++) {
        nulls.appendNull();
      }
      try (ColumnVector values = nulls.build()) {
        of.update(List.of(values), new Groups(numbered, groups, false));
      }
    }
  }

  @Override
  public void accept(int group, MemorySegment piece, int from, int to) {
    new WordSelect(piece).sort(from, to);
    MemorySegment lasts = last.slots(known);
    MemorySegment anys = any.slots(known);
    for (int i = from; i < to; i++) {
      long word = Slots.int64(piece, i);
      if (Slots.int8(anys, group) == 0 || Slots.int64(lasts, group) != word) {
        Slots.setInt8(anys, group, (byte) 1);
        Slots.setInt64(lasts, group, word);
        add(group, word);
      }
    }
  }

  private void add(int group, long word) {
    Slots.setInt32(numbers.segment(), pending, group);
    Slots.setInt64(words.segment(), pending, word);
    if (++pending == MORSEL) {
      flush();
    }
  }

  private void flush() {
    try (ColumnVector values = Words.column(budget, type, words.segment(), pending);
        ColumnVector groups = ColumnVector.flat(DType.INT32, pending, numbers.retain(), null)) {
      of.update(List.of(values), new Groups(groups, known, false));
    }
    pending = 0;
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    known = groups;
    flush();
    return of.finish(target, groups);
  }

  @Override
  public long byteSize() {
    return of.byteSize() + last.byteSize() + any.byteSize();
  }

  @Override
  public void close() {
    of.close();
    last.close();
    any.close();
    numbers.close();
    words.close();
  }
}
