package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.type.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** BOOL as true and false, or as the dialect says. */
final class BoolCells extends CellWriter {
  private final byte[] yes;
  private final byte[] no;

  BoolCells(Field field, CsvDialect dialect) {
    super(field, dialect);
    this.yes = first(dialect.trueTexts(), "true");
    this.no = first(dialect.falseTexts(), "false");
  }

  private static byte[] first(List<String> texts, String otherwise) {
    String text = texts.isEmpty() ? otherwise : texts.getFirst();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    output.put(Bitmaps.get(values, slot) ? yes : no);
  }
}
