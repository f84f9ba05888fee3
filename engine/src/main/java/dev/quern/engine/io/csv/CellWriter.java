package dev.quern.engine.io.csv;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the cells of one column. It is bound to the column of each batch in turn, flat or encoded
 * by a dictionary, and then asked for its rows.
 */
public abstract class CellWriter {
  protected static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  protected static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Field field;
  private final byte[] nullText;
  private final boolean writesNulls;
  private MemorySegment validity = Bitmaps.ALL_VALID;
  private MemorySegment codes = MemorySegment.NULL;
  private boolean encoded;

  /** The values of the batch, or of its dictionary. */
  protected MemorySegment values = MemorySegment.NULL;

  protected CellWriter(Field field, CsvDialect dialect) {
    this.field = field;
    this.writesNulls = !dialect.nullTexts().isEmpty();
    this.nullText =
        writesNulls ? dialect.nullTexts().getFirst().getBytes(StandardCharsets.UTF_8) : new byte[0];
  }

  /** A writer of the cells of {@code field}, which are text, with all values in quotes. */
  static CellWriter quoted(Field field, CsvDialect dialect) {
    TextQuoting always = new TextQuoting(dialect, true);
    return field.type() instanceof CategoricalType categorical
        ? new CategoryCells(field, categorical, dialect, always)
        : new TextCells(field, dialect, always);
  }

  /** A writer of the cells of {@code field}. */
  public static CellWriter of(Field field, CsvDialect dialect) {
    String pattern = dialect.formats().pattern(field.type());
    if (!pattern.isEmpty()) {
      return new PatternCells(field, pattern, dialect);
    }
    TextQuoting needed = new TextQuoting(dialect);
    return switch (field.type()) {
      case DecimalType decimal -> new DecimalCells(field, decimal, dialect);
      case CategoricalType categorical -> new CategoryCells(field, categorical, dialect, needed);
      case IntervalType _ -> new IntervalCells(field, dialect);
      case ListType _, StructType _ ->
          throw new PlanException(
              "column '%s' is %s, which a line of text cannot hold: explode, unnest or join it first"
                  .formatted(field.name(), field.type()));
      case TimeType time -> new TimeCells(field, time, dialect);
      case DurationType duration -> new DurationCells(field, duration, dialect);
      case TimestampType timestamp -> new TimestampCells(field, timestamp, dialect);
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> new BoolCells(field, dialect);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                new IntegerCells(field, primitive, dialect);
            case FLOAT32, FLOAT64 -> new FloatCells(field, primitive, dialect);
            case DATE -> new DateCells(field, dialect);
            case UTF8 -> new TextCells(field, dialect, needed);
            case BINARY -> new HexCells(field, dialect);
          };
    };
  }

  /** Takes the column of the next batch; it stays owned by the caller. */
  public final void bind(ColumnVector column) {
    MemorySegment bitmap = column.validity();
    validity = bitmap == null ? Bitmaps.ALL_VALID : bitmap;
    encoded = column.isDictionary();
    ColumnVector flat = column;
    if (encoded) {
      codes = column.values();
      flat = column.dictionary();
    }
    values = flat.values();
    bindHeaps(flat);
  }

  /** Writes one cell. */
  public final void write(int row, TextOutput output) {
    if (isNull(row)) {
      writeNull(row, output);
    } else {
      writeValue(encoded ? codes.get(INT, 4L * row) : row, output);
    }
  }

  /** Whether a row of the column is null. */
  public final boolean isNull(int row) {
    return !Bitmaps.get(validity, row);
  }

  /** Writes the value in a slot of {@link #values}. */
  protected abstract void writeValue(int slot, TextOutput output);

  /** Takes what views point into. */
  protected void bindHeaps(ColumnVector flat) {}

  final DType type() {
    return field.type();
  }

  private void writeNull(int row, TextOutput output) {
    if (!writesNulls || !field.nullable()) {
      throw new DataException(
          field.nullable()
              ? "a null in row %d of a batch, column '%s', and the dialect has no text for null"
                  .formatted(row, field.name())
              : "a null in row %d of a batch, column '%s', which is declared not null"
                  .formatted(row, field.name()));
    }
    output.put(nullText);
  }
}
