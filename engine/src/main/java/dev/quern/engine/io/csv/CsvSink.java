package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.csv.CsvWriteOptions.Quoting;
import dev.quern.engine.io.text.RowTextSink;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One CSV file under construction.
 *
 * <p>What is written reads back as the same values under the same schema and dialect. Texts are
 * quoted where they must be, which includes the empty text and whatever else would be null. Floats
 * have the fewest digits that tell them from their neighbours; dates and timestamps are ISO 8601,
 * instants in UTC, unless they have patterns; binary is hexadecimal behind {@code 0x}. A file whose
 * name ends in {@code .gz} or {@code .zst} is compressed.
 */
public final class CsvSink extends RowTextSink {
  private final byte delimiter;
  private final byte[] lineEnd;
  private final List<CsvCell> cells = new ArrayList<>();

  private CsvSink(OutputFile file, Schema schema, CsvWriteOptions options) {
    super(file, schema);
    this.delimiter = options.dialect().delimiterByte();
    this.lineEnd = options.lineEnd().text().getBytes(StandardCharsets.UTF_8);
    for (Field field : schema) {
      cells.add(new CsvCell(field, options));
    }
  }

  /**
   * Starts the file that will be {@code path}.
   *
   * @throws PlanException when the dialect cannot tell nulls or fields from values, or a pattern is
   *     of a column without times
   * @throws dev.quern.engine.StorageException when it cannot be written there
   */
  public static CsvSink create(Path path, Schema schema, CsvWriteOptions options) {
    check(options);
    checkPatterns(schema, options.dialect().formats());
    OutputFile file = OutputFile.create(path);
    try {
      CsvSink sink = new CsvSink(file, schema, options);
      if (options.byteOrderMark()) {
        sink.output().put("\uFEFF".getBytes(StandardCharsets.UTF_8));
      }
      if (options.header()) {
        sink.writeNames(new TextQuoting(options.dialect(), options.quoting() != Quoting.NEEDED));
      }
      return sink;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  protected void bind(Batch batch) {
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).bind(batch.column(i));
    }
  }

  /** Fails with a {@link DataException} when the dialect has no way to write a null or a text. */
  @Override
  protected void writeRow(int row, TextOutput target) {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        target.put(delimiter);
      }
      cells.get(i).write(row, target);
    }
    target.put(lineEnd);
  }

  private void writeNames(TextQuoting quoting) {
    for (int i = 0; i < schema().size(); i++) {
      if (i > 0) {
        output().put(delimiter);
      }
      quoting.write(schema().field(i).name().getBytes(StandardCharsets.UTF_8), output());
    }
    output().put(lineEnd);
  }

  /**
   * Checks that values can be told from each other and from null: what stands in numbers and dates
   * separates nothing, and no number may be the text for null.
   *
   * @throws PlanException when they cannot
   */
  public static void check(CsvWriteOptions options) {
    CsvDialect dialect = options.dialect();
    if (options.quoting() != Quoting.NEEDED && dialect.quote() == CsvDialect.NONE) {
      throw new PlanException(
          "values are to stand in quotes, and the dialect has none: give it one by"
              + " withQuote('\"')");
    }
    for (char role : new char[] {dialect.delimiter(), dialect.quote(), dialect.comment()}) {
      if (Character.isLetterOrDigit(role) || "+-.:".indexOf(role) >= 0) {
        throw new PlanException(
            "'%s' stands in numbers and dates, so it cannot separate or quote them"
                .formatted(role));
      }
    }
    checkTruth(dialect, dialect.trueTexts());
    checkTruth(dialect, dialect.falseTexts());
    for (String text : dialect.nullTexts()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (text.length() > 0 && ColumnParser.isAnyValue(bytes)) {
        throw new PlanException(
            "'%s' is the text of a value, so it cannot be written for null".formatted(text));
      }
      if (new TextQuoting(dialect.withNullTexts()).isNeeded(bytes)) {
        throw new PlanException(
            "'%s' would need quotes, so it cannot be written for null".formatted(text));
      }
    }
  }

  private static void checkPatterns(Schema schema, CsvFormats formats) {
    formats
        .columns()
        .keySet()
        .forEach(
            column -> {
              Field field = schema.field(column);
              if (formats.of(column).pattern(field.type()).isEmpty()) {
                throw new PlanException(
                    "column '%s' is %s, which has no pattern".formatted(column, field.type()));
              }
            });
  }

  private static void checkTruth(CsvDialect dialect, List<String> texts) {
    if (!texts.isEmpty()
        && new TextQuoting(dialect).isNeeded(texts.getFirst().getBytes(StandardCharsets.UTF_8))) {
      throw new PlanException(
          "'%s' would need quotes, so it cannot be written for a truth value"
              .formatted(texts.getFirst()));
    }
  }
}
