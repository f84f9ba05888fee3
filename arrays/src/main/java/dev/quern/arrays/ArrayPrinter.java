package dev.quern.arrays;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.type.DType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Elements as text, laid out as NumPy does: nested brackets, columns of one width, floats with at
 * most eight digits behind the point.
 */
final class ArrayPrinter {
  private static final long MOST_ELEMENTS = 1000;
  private static final int EDGE = 3;
  private static final int DIGITS = 8;
  private static final int LINE = 75;

  private final DenseArray array;
  private final boolean shortened;
  private final StringBuilder text = new StringBuilder();

  private ArrayPrinter(DenseArray array) {
    this.array = array;
    this.shortened = array.size() > MOST_ELEMENTS;
  }

  static String text(DenseArray array) {
    ArrayPrinter printer = new ArrayPrinter(array);
    List<String> cells = printer.cells();
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    printer.print(0, cells.iterator(), width);
    return printer.text.toString();
  }

  /* The texts of the elements that are shown, in C order. */
  private List<String> cells() {
    List<long[]> positions = new ArrayList<>();
    collect(new long[array.rank()], 0, positions);
    if (array.dtype() == DType.BOOL) {
      return positions.stream().map(p -> Boolean.toString(array.getBoolean(p))).toList();
    }
    if (array.dtype().isInteger()) {
      return positions.stream().map(p -> Long.toString(array.getLong(p))).toList();
    }
    return floats(positions.stream().mapToDouble(array::get).toArray());
  }

  private void collect(long[] position, int axis, List<long[]> found) {
    Shape shape = array.shape();
    if (axis == shape.rank()) {
      found.add(position.clone());
      return;
    }
    for (long i = 0; i < shape.length(axis); i++) {
      if (isLeftOut(i, axis)) {
        i = shape.length(axis) - EDGE;
      }
      position[axis] = i;
      collect(position, axis + 1, found);
    }
  }

  private boolean isLeftOut(long position, int axis) {
    return shortened && position == EDGE && array.shape().length(axis) > 2 * EDGE;
  }

  private static List<String> floats(double... values) {
    double greatest = 0;
    double least = Double.MAX_VALUE;
    for (double value : values) {
      if (Double.isFinite(value) && value != 0) {
        greatest = Math.max(greatest, Math.abs(value));
        least = Math.min(least, Math.abs(value));
      }
    }
    boolean scientific = greatest >= 1e8 || (greatest != 0 && least < 1e-4);
    int digits = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        digits = Math.max(digits, digits(value, scientific));
      }
    }
    List<String> texts = new ArrayList<>();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        texts.add(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
      } else if (scientific) {
        texts.add(String.format(Locale.ROOT, "%." + digits + "e", value));
      } else {
        texts.add(fixed(value, digits));
      }
    }
    return texts;
  }

  /* How many digits behind the point tell this value from others, as far as they are shown. */
  private static int digits(double value, boolean scientific) {
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (scientific) {
      return Math.min(DIGITS, exact.precision() - 1);
    }
    return Math.max(0, exact.setScale(DIGITS, RoundingMode.HALF_EVEN).stripTrailingZeros().scale());
  }

  /* Zeros at the end are left out, and the place is kept. */
  private static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    if (digits == 0) {
      return text + ".";
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end) + " ".repeat(text.length() - end);
  }

  private void print(int axis, Iterator<String> cells, int width) {
    Shape shape = array.shape();
    if (shape.rank() == 0) {
      text.append(cells.next());
      return;
    }
    text.append('[');
    if (axis == shape.rank() - 1) {
      row(axis, cells, width);
    } else {
      String between = "\n".repeat(shape.rank() - 1 - axis) + " ".repeat(axis + 1);
      for (long i = 0; i < shape.length(axis); i++) {
        if (i > 0) {
          text.append(between);
        }
        if (isLeftOut(i, axis)) {
          text.append("...").append(between);
          i = shape.length(axis) - EDGE;
        }
        print(axis + 1, cells, width);
      }
    }
    text.append(']');
  }

  private void row(int axis, Iterator<String> cells, int width) {
    int line = axis + 1;
    for (long i = 0; i < array.shape().length(axis); i++) {
      if (isLeftOut(i, axis)) {
        line = word("...", line, axis, i == 0);
        i = array.shape().length(axis) - EDGE;
      }
      String cell = cells.next();
      line = word(" ".repeat(width - cell.length()) + cell, line, axis, i == 0);
    }
  }

  /* Appends a word, on a new line when it would reach beyond this one; returns the line's length. */
  private int word(String word, int line, int axis, boolean first) {
    int separator = first ? 0 : 1;
    if (line + separator + word.length() > LINE - 1 - axis && !first) {
      text.append('\n').append(" ".repeat(axis + 1)).append(word);
      return axis + 1 + word.length();
    }
    text.append(first ? "" : " ").append(word);
    return line + separator + word.length();
  }
}
