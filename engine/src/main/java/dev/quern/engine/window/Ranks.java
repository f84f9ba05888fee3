package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/** Places of rows in the order of their partition. */
final class Ranks {
  private Ranks() {}

  static ColumnVector rank(WindowBlock block, WindowFunction.Ranking ranking) {
    DType type = new WindowFunction.Rank(ranking).resultType(java.util.List.of());
    return filled(
        block,
        type,
        (out, begin, end) -> {
          switch (ranking) {
            case ROW_NUMBER -> numbers(out, begin, end);
            case RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST ->
                peers(block, ranking, out, begin, end);
          }
        });
  }

  private static void numbers(MemorySegment out, int begin, int end) {
    for (int row = begin; row < end; row++) {
      Slots.setInt64(out, row, row - begin + 1L);
    }
  }

  private static void peers(
      WindowBlock block, WindowFunction.Ranking ranking, MemorySegment out, int begin, int end) {
    long dense = 0;
    double others = Math.max(1, end - begin - 1);
    for (int from = begin; from < end; ) {
      int to = block.peerEnd(from);
      dense++;
      for (int row = from; row < to; row++) {
        switch (ranking) {
          case RANK -> Slots.setInt64(out, row, from - begin + 1L);
          case DENSE_RANK -> Slots.setInt64(out, row, dense);
          case PERCENT_RANK -> Slots.setFloat64(out, row, (from - begin) / others);
          case CUME_DIST -> Slots.setFloat64(out, row, (to - begin) / (double) (end - begin));
          case ROW_NUMBER -> throw new IllegalArgumentException("no matter of peers");
        }
      }
      from = to;
    }
  }

  static ColumnVector ntile(WindowBlock block, int buckets) {
    return filled(
        block,
        DType.INT64,
        (out, begin, end) -> {
          int size = (end - begin) / buckets;
          int larger = (end - begin) % buckets;
          int inLarger = larger * (size + 1);
          for (int row = begin; row < end; row++) {
            int at = row - begin;
            int bucket = at < inLarger ? at / (size + 1) : larger + (at - inLarger) / size;
            Slots.setInt64(out, row, bucket + 1L);
          }
        });
  }

  private static ColumnVector filled(WindowBlock block, DType type, Filler filler) {
    int n = block.count();
    NativeBuffer values = block.budget().allocate((long) Long.BYTES * n);
    try {
      for (int begin = 0; begin < n; ) {
        int end = block.partitionEnd(begin);
        filler.fill(values.segment(), begin, end);
        begin = end;
      }
      return ColumnVector.flat(type, n, values, null);
    } catch (RuntimeException | Error e) {
      values.close();
      throw e;
    }
  }

  /** Fills in the slots of one partition. */
  @FunctionalInterface
  private interface Filler {
    void fill(MemorySegment out, int begin, int end);
  }
}
