package dev.quern.dataframes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The columns by which a join compares rows.
 *
 * @param left columns of the left frame
 * @param right the columns of the right frame that they are compared with, as many
 * @param nullsEqual the columns of the left frame whose nulls equal those of the columns that they
 *     are compared with; other nulls are equal to nothing
 * @param conditions what a pair of rows must meet besides, all of it
 */
public record JoinOn(
    List<String> left, List<String> right, Set<String> nullsEqual, List<Column> conditions) {
  /** Copies the collections. */
  public JoinOn {
    left = List.copyOf(left);
    right = List.copyOf(right);
    nullsEqual = Set.copyOf(nullsEqual);
    conditions = List.copyOf(conditions);
  }

  /** Compares columns, whose nulls are equal to nothing, and tests conditions. */
  public JoinOn(List<String> left, List<String> right, List<Column> conditions) {
    this(left, right, Set.of(), conditions);
  }

  /** Compares columns, and nothing else. */
  public JoinOn(List<String> left, List<String> right) {
    this(left, right, List.of());
  }

  /** This, and one more pair of columns. */
  public JoinOn and(String leftColumn, String rightColumn) {
    List<String> moreLeft = new ArrayList<>(left);
    List<String> moreRight = new ArrayList<>(right);
    moreLeft.add(leftColumn);
    moreRight.add(rightColumn);
    return new JoinOn(moreLeft, moreRight, nullsEqual, conditions);
  }

  /**
   * This, with nulls equal to each other in all columns compared so far, as SQL's {@code IS NOT
   * DISTINCT FROM}: {@code on("city").nullSafe().and("year")}. It is as fast as a join of two keys
   * for each of those columns. {@code on(col("a").eqNullSafe(col("b")))} does the same for computed
   * ones.
   */
  public JoinOn nullSafe() {
    return new JoinOn(left, right, Set.copyOf(left), conditions);
  }

  /**
   * This, and a condition that a pair of rows must meet too; one for which it is null is no pair.
   * It reads columns of both sides: a right one whose name the left side has is called by that name
   * and {@code _right}. Where it compares numbers, times or texts of the sides by less or greater,
   * the rows of a key are found by that; otherwise all of them are tested.
   */
  public JoinOn where(Column condition) {
    List<Column> more = new ArrayList<>(conditions);
    more.add(condition);
    return new JoinOn(left, right, nullsEqual, more);
  }

  /** This, and one more column that both sides have. */
  public JoinOn and(String column) {
    return and(column, column);
  }
}
