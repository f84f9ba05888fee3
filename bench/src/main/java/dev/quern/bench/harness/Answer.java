package dev.quern.bench.harness;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a contender found out, small enough to be compared cell by cell: rows of text. Whole numbers
 * and words must be equal, other numbers may differ by a millionth part, as sums of floats in
 * another order do. Null is {@value #NULL}.
 *
 * @param rows the rows, each as wide as the first
 */
public record Answer(List<List<String>> rows) {
  /** The text of a cell without a value. */
  public static final String NULL = "null";

  private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");

  /** Copies the rows. */
  public Answer {
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** The answer of one row; doubles, whole numbers and text as themselves. */
  public static Answer of(@Nullable Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(text(cell));
    }
    return new Answer(List.of(row));
  }

  /** The text that a cell is compared by. */
  public static String text(@Nullable Object cell) {
    return switch (cell) {
      case null -> NULL;
      case BigDecimal number -> number.stripTrailingZeros().toPlainString();
      default -> cell.toString();
    };
  }

  /** The same rows in the order of their cells: for queries that promise none. */
  public Answer sorted() {
    Comparator<List<String>> byCells =
        (a, b) -> {
          for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
              return order;
            }
          }
          return Integer.compare(a.size(), b.size());
        };
    return new Answer(rows.stream().sorted(byCells).toList());
  }

  /** Where {@code other} differs, with both sides, or nothing when the answers agree. */
  public Optional<String> difference(Answer other) {
    if (rows.size() != other.rows.size()) {
      return Optional.of("%d rows, and %d rows".formatted(rows.size(), other.rows.size()));
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!agree(rows.get(i), other.rows.get(i))) {
        return Optional.of("row %d: %s, and %s".formatted(i, rows.get(i), other.rows.get(i)));
      }
    }
    return Optional.empty();
  }

  private static boolean agree(List<String> left, List<String> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!agree(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean agree(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    BigDecimal a = number(left);
    BigDecimal b = number(right);
    if (a == null || b == null) {
      return false;
    }
    // 3, 3.0 and 3.00 are one number; two different whole numbers are not close, they are wrong.
    if (isWhole(left) && isWhole(right)) {
      return a.compareTo(b) == 0;
    }
    BigDecimal scale = a.abs().max(b.abs()).max(BigDecimal.ONE);
    return Objects.requireNonNull(a)
            .subtract(b, MathContext.DECIMAL128)
            .abs()
            .compareTo(scale.multiply(TOLERANCE))
        <= 0;
  }

  private static boolean isWhole(String text) {
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
