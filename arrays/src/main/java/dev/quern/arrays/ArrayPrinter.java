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
    printer.print(new long[array.rank()], 0, cells.iterator(), width);
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
    if (!scientific) {
      for (double value : values) {
        if (Double.isFinite(value)) {
          BigDecimal shown =
              new BigDecimal(Double.toString(value))
                  .setScale(DIGITS, RoundingMode.HALF_EVEN)
                  .stripTrailingZeros();
          digits = Math.max(digits, shown.scale());
        }
      }
    }
    List<String> texts = new ArrayList<>();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        texts.add(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
      } else if (scientific) {
        texts.add(String.format(Locale.ROOT, "%.8e", value));
      } else {
        String plain = String.format(Locale.ROOT, "%." + digits + "f", value);
        texts.add(digits == 0 ? plain + "." : plain);
      }
    }
    return texts;
  }

  private void print(long[] position, int axis, Iterator<String> cells, int width) {
    Shape shape = array.shape();
    if (axis == shape.rank()) {
      String cell = cells.next();
      text.append(" ".repeat(width - cell.length())).append(cell);
      return;
    }
    text.append('[');
    int below = shape.rank() - 1 - axis;
    String between = below == 0 ? " " : "\n".repeat(below) + " ".repeat(axis + 1);
    for (long i = 0; i < shape.length(axis); i++) {
      if (i > 0) {
        text.append(between);
      }
      if (isLeftOut(i, axis)) {
        text.append("...").append(between);
        i = shape.length(axis) - EDGE;
      }
      position[axis] = i;
      print(position, axis + 1, cells, width);
    }
    text.append(']');
  }
}
