package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer as Java objects.
 *
 * @param cells the values of each row; floats are as precise as whoever made them says
 */
record OracleRows(List<List<@Nullable Object>> cells) {

  /** Whether these are the rows of {@code expected} in any order, but for what floats round. */
  void assertSameInAnyOrder(OracleRows expected, String what) {
    List<List<@Nullable Object>> more = without(expected);
    List<List<@Nullable Object>> missing = expected.without(this);
    removeAlike(more, missing);
    if (!more.isEmpty() || !missing.isEmpty()) {
      fail(
          "%s%n%d rows, such as %s%nin place of %d, such as %s",
          what, more.size(), some(more), missing.size(), some(missing));
    }
  }

  /** Whether these are the rows of {@code expected} in their order, to the last bit. */
  void assertEqual(OracleRows expected, String what) {
    if (!cells.equals(expected.cells)) {
      assertSameInOrder(expected, what);
      fail("%s%nfloats differ in their last bits", what);
    }
  }

  /** Whether these are the rows of {@code expected} in their order, but for what floats round. */
  void assertSameInOrder(OracleRows expected, String what) {
    List<List<@Nullable Object>> others = expected.cells;
    if (cells.size() != others.size()) {
      fail("%s%n%d rows, not %d", what, cells.size(), others.size());
    }
    for (int i = 0; i < cells.size(); i++) {
      if (!isAlike(cells.get(i), others.get(i))) {
        fail("%s%nrow %d is %s%nin place of %s", what, i, cells.get(i), others.get(i));
      }
    }
  }

  /* A few say more than all. */
  private static List<List<@Nullable Object>> some(List<List<@Nullable Object>> rows) {
    return rows.subList(0, Math.min(2, rows.size()));
  }

  /* The rows of this that the other has not, or not as often. */
  private List<List<@Nullable Object>> without(OracleRows other) {
    Map<List<@Nullable Object>, int[]> counts = HashMap.newHashMap(other.cells.size());
    for (List<@Nullable Object> row : other.cells) {
      counts.computeIfAbsent(row, _ -> new int[1])[0]++;
    }
    List<List<@Nullable Object>> left = new ArrayList<>();
    for (List<@Nullable Object> row : cells) {
      int[] count = counts.get(row);
      if (count == null || --count[0] < 0) {
        left.add(row);
      }
    }
    return left;
  }

  /* Takes pairs of rows out of both lists that are the same but for what arithmetic rounds. */
  private static void removeAlike(
      List<List<@Nullable Object>> some, List<List<@Nullable Object>> others) {
    for (int i = some.size() - 1; i >= 0; i--) {
      for (int j = 0; j < others.size(); j++) {
        if (isAlike(some.get(i), others.get(j))) {
          some.remove(i);
          others.remove(j);
          break;
        }
      }
    }
  }

  /* Where a sum is nearly 0, what is left may be nothing but rounded. */
  private static boolean isAlike(List<@Nullable Object> a, List<@Nullable Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean isClose =
          a.get(i) instanceof Double x
              && b.get(i) instanceof Double y
              && Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
      if (!isClose && !Objects.equals(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }
}
