package dev.quern.engine.io.csv;

import dev.quern.engine.kernel.Kernels;

/** UTF8: any text. The empty field is null, the empty quoted one is the empty string. */
final class TextParser extends ColumnParser {

  TextParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  int parse(Rows rows, int from, int to, ColumnTarget target, int slot) {
    if (!isSimple()) {
      return super.parse(rows, from, to, target, slot);
    }
    byte[] text = rows.text;
    int[] marks = rows.marks;
    int stride = rows.stride;
    int trailing = rows.trailing(column);
    int quote = quoteByte();
    int mark = from * stride + column;
    for (int row = from; row < to; row++, mark += stride) {
      int start = marks[mark] + 1;
      int n = marks[mark + 1] - trailing - start;
      if (n > 0 && text[start] != quote) {
        target.setBytes(slot + row - from, text, start, n);
      } else if (!field(rows, row, target, slot + row - from)) {
        return row;
      }
    }
    return Kernels.NONE;
  }

  @Override
  boolean takesAnyText() {
    return true;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    target.setBytes(slot, text, start, end - start);
    return true;
  }
}
