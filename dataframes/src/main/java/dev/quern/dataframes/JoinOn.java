package dev.quern.dataframes;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns by which a join compares rows.
 *
 * @param left columns of the left frame
 * @param right the columns of the right frame that they are compared with, as many
 */
public record JoinOn(List<String> left, List<String> right) {
  /** Copies the lists. */
  public JoinOn {
    left = List.copyOf(left);
    right = List.copyOf(right);
  }

  /** This, and one more pair of columns. */
  public JoinOn and(String leftColumn, String rightColumn) {
    List<String> moreLeft = new ArrayList<>(left);
    List<String> moreRight = new ArrayList<>(right);
    moreLeft.add(leftColumn);
    moreRight.add(rightColumn);
    return new JoinOn(moreLeft, moreRight);
  }

  /** This, and one more column that both sides have. */
  public JoinOn and(String column) {
    return and(column, column);
  }
}
