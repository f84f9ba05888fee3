package dev.quern.engine.agg.radix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Ranges one behind the other, cut into morsels of one kind: groups, or rows. */
final class RangeMorsels {
  private final Deque<GroupRange> left = new ArrayDeque<>();
  private final int mostRows;

  /** Morsels of at most {@code mostRows} rows. */
  RangeMorsels(List<GroupRange> ranges, int mostRows) {
    for (GroupRange range : ranges) {
      if (range.count() > 0) {
        left.add(range);
      }
    }
    this.mostRows = mostRows;
  }

  /** The ranges of the next morsel; none at the end. */
  List<GroupRange> next() {
    List<GroupRange> some = new ArrayList<>();
    int room = mostRows;
    while (room > 0 && !left.isEmpty() && isOfKind(some, left.getFirst())) {
      GroupRange next = left.removeFirst();
      some.add(next.head(room));
      if (next.count() > room) {
        left.addFirst(next.tail(room));
      }
      room -= Math.min(room, next.count());
    }
    return some;
  }

  /** Whether nothing is left. */
  boolean isEmpty() {
    return left.isEmpty();
  }

  private static boolean isOfKind(List<GroupRange> some, GroupRange next) {
    return some.isEmpty() || some.getFirst().ofRows() == next.ofRows();
  }
}
