package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows as people read them:
 *
 * <pre>
 * origin |  delay | n
 * utf8   | float64 | int64
 * -------+---------+------
 * ORD    |   12.50 | 42
 * (1 row)
 * </pre>
 *
 * <p>Numbers stand to the right, text to the left; long text is cut.
 */
final class TableText {
  private static final int WIDEST = 40;

  private TableText() {}

  static String of(Table table, int count) {
    Schema schema = table.schema();
    List<String[]> lines = new ArrayList<>();
    lines.add(schema.fields().stream().map(Field::name).toArray(String[]::new));
    lines.add(schema.fields().stream().map(f -> f.type().toString()).toArray(String[]::new));
    addRows(table, count, lines);
    int[] widths = new int[schema.size()];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      append(text, lines.get(i), widths, schema);
      if (i == 1) {
        rule(text, widths);
      }
    }
    long rows = table.rows();
    if (rows > count) {
      text.append(String.format(Locale.ROOT, "(first %,d rows)", count));
    } else {
      text.append(String.format(Locale.ROOT, "(%,d %s)", rows, rows == 1 ? "row" : "rows"));
    }
    return text.toString();
  }

  private static void addRows(Table table, int count, List<String[]> lines) {
    int left = count;
    for (Batch batch : table.batches()) {
      for (int row = 0; row < batch.rows() && left > 0; row++, left--) {
        String[] cells = new String[batch.schema().size()];
        for (int i = 0; i < cells.length; i++) {
          cells[i] = cell(Values.objectAt(batch.column(i), row));
        }
        lines.add(cells);
      }
    }
  }

  private static String cell(@org.jspecify.annotations.Nullable Object value) {
    String text =
        switch (value) {
          case null -> "null";
          case Double d -> number(d);
          case Float f -> number(f);
          case byte[] bytes -> bytes.length + " bytes";
          default -> value.toString();
        };
    String line = text.replace("\n", "\\n").replace("\r", "\\r");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (size == 0 || (size >= 1e-3 && size < 1e9)) {
      return String.format(Locale.ROOT, size >= 1000 ? "%.2f" : "%.4f", value);
    }
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4e", value) : "" + value;
  }

  private static void append(StringBuilder text, String[] cells, int[] widths, Schema schema) {
    for (int i = 0; i < cells.length; i++) {
      String pad = " ".repeat(widths[i] - cells[i].length());
      boolean right = schema.field(i).type().isNumeric();
      text.append(i == 0 ? "" : " | ").append(right ? pad + cells[i] : cells[i] + pad);
    }
    while (text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    text.append('\n');
  }

  private static void rule(StringBuilder text, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      text.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
    }
    text.append('\n');
  }
}
