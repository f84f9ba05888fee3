package dev.quern.dataframes;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers to one question, each compared with DuckDB's. Rows that were found right are kept until
 * this is closed: most answers are the same to the last bit, and a look at the bits is cheap.
 */
final class Answers implements AutoCloseable {
  private final OracleRows expected;
  private final boolean isOrdered;
  private final List<Table> right = new ArrayList<>();

  /**
   * No answers yet.
   *
   * @param isOrdered whether the rows are to come in this order
   */
  Answers(OracleRows expected, boolean isOrdered) {
    this.expected = expected;
    this.isOrdered = isOrdered;
  }

  /** Compares an answer, which is this object's to close from now on. */
  void check(Table answer, String what) {
    boolean isKnown = right.stream().anyMatch(known -> SameRows.are(known, answer));
    right.add(answer);
    if (isKnown) {
      return;
    }
    OracleRows rows = new OracleRows(DuckOracle.rows(answer));
    if (isOrdered) {
      rows.assertSameInOrder(expected, what);
    } else {
      rows.assertSameInAnyOrder(expected, what);
    }
  }

  /** Compares two answers to the last bit, and the order of their rows. */
  static void same(Table actual, Table expected, String what) {
    if (!SameRows.are(actual, expected)) {
      new OracleRows(AnyMemory.exact(actual))
          .assertEqual(new OracleRows(AnyMemory.exact(expected)), what);
      throw new AssertionError(what + ": the values look the same, and their bits differ");
    }
  }

  @Override
  public void close() {
    right.forEach(Table::close);
  }
}
