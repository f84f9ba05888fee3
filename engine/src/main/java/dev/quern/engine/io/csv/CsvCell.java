package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.csv.CsvWriteOptions.Quoting;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;

/**
 * Writes the cells of one column as the options say: what a {@link CellWriter} writes is then given
 * the decimal separator and quotes, in place.
 */
final class CsvCell {
  private final CellWriter values;
  private final boolean asWritten; // nothing is to be done, or texts do it themselves
  private final boolean around; // in quotes, of any length and without one inside
  private final byte decimal; // in the place of the point; 0 where none is
  private final byte quote;
  private final TextQuoting quoting;

  CsvCell(Field field, CsvWriteOptions options) {
    DType type = field.type();
    CsvDialect dialect = options.dialect().of(field.name());
    this.quoting = new TextQuoting(dialect, options.quoting() == Quoting.ALL);
    this.quote = (byte) dialect.quote();
    char separator = dialect.formats().decimalSeparator();
    boolean hasPoint = type.isFloating() || type instanceof DecimalType;
    this.decimal = hasPoint && separator != '.' ? (byte) separator : 0;
    boolean isText = type == DType.UTF8 || type instanceof CategoricalType;
    boolean all = options.quoting() == Quoting.ALL;
    this.around = all && type == DType.BINARY;
    this.asWritten =
        isText || (!all && decimal == 0 && dialect.formats().pattern(type).isEmpty() && !around);
    this.values =
        isText && options.quoting() != Quoting.NEEDED
            ? CellWriter.quoted(field, dialect)
            : CellWriter.of(field, dialect);
  }

  /** Takes the column of the next batch; it stays owned by the caller. */
  void bind(ColumnVector column) {
    values.bind(column);
  }

  /** Writes one cell. */
  void write(int row, TextOutput output) {
    if (asWritten || values.isNull(row)) {
      values.write(row, output);
    } else if (around) {
      output.put(quote);
      values.write(row, output);
      output.put(quote);
    } else {
      writeStyled(row, output);
    }
  }

  private void writeStyled(int row, TextOutput output) {
    // No value here is longer, so that all of it comes to stand in this room.
    byte[] room = output.room(TextOutput.MAX_ROOM);
    int start = output.position();
    values.write(row, output);
    int end = output.position();
    if (decimal != 0) {
      for (int i = start; i < end; i++) {
        room[i] = room[i] == '.' ? decimal : room[i];
      }
    }
    output.advanceTo(start);
    quoting.finish(room, start, end - start, output);
  }
}
