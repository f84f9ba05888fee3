package dev.quern.dataframes.optimize;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What metadata tells of the pieces of a source as rows: a row a piece, with its number of rows,
 * its constants, and counts and bounds of columns.
 */
final class SummaryRows implements ObservedSource {
  /** The column of the number of rows. */
  static final String ROWS = "#rows";

  private final Source of;
  private final List<PieceSummary> pieces;
  private final Schema schema;

  private SummaryRows(Source of, List<PieceSummary> pieces, Schema schema) {
    this.of = of;
    this.pieces = List.copyOf(pieces);
    this.schema = schema;
  }

  static SummaryRows of(
      Source source, List<PieceSummary> pieces, Set<String> counted, Set<String> bounded) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.of(ROWS, DType.INT64));
    for (String name : source.pieceConstants()) {
      fields.add(Field.of(name, source.schema().field(name).type()));
    }
    counted.forEach(name -> fields.add(Field.of(count(name), DType.INT64)));
    for (String name : bounded) {
      DType type = source.schema().field(name).type();
      fields.add(Field.of(least(name), type));
      fields.add(Field.of(greatest(name), type));
    }
    return new SummaryRows(source, pieces, Schema.of(fields));
  }

  /** The column of how many values of {@code column} are not null. */
  static String count(String column) {
    return "#count " + column;
  }

  /** The column of the least values of {@code column}. */
  static String least(String column) {
    return "#least " + column;
  }

  /** The column of the greatest values of {@code column}. */
  static String greatest(String column) {
    return "#greatest " + column;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<Pieces> splits(ScanRequest request) {
    return List.of(new Pieces(schema.select(request.columns()), pieces));
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(pieces.size());
  }

  @Override
  public double base() {
    return pieces.size();
  }

  @Override
  public String describe() {
    return "metadata of %s, %d %s"
        .formatted(of.describe(), pieces.size(), pieces.size() == 1 ? "piece" : "pieces");
  }

  /** All pieces: they are few. */
  record Pieces(Schema schema, List<PieceSummary> pieces) implements Split {
    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader(this, budget, batchRows);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(pieces.size());
    }

    @Override
    public long estimatedBytes() {
      return (long) Long.BYTES * pieces.size() * schema.size();
    }

    @Override
    public String describe() {
      return "metadata";
    }

    private Batch batch(MemoryBudget budget, int from, int to) {
      List<ColumnVector> columns = new ArrayList<>();
      try {
        for (Field field : schema) {
          try (ColumnBuilder column = new ColumnBuilder(budget, field.type(), to - from)) {
            for (PieceSummary piece : pieces.subList(from, to)) {
              append(column, value(piece, field.name()));
            }
            columns.add(column.build());
          }
        }
        return Batch.of(schema, to - from, columns);
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
    }

    private static @Nullable Object value(PieceSummary piece, String column) {
      if (column.equals(ROWS)) {
        return piece.rows();
      }
      String of = column.substring(column.indexOf(' ') + 1);
      if (column.equals(count(of))) {
        return piece.counts().get(of);
      }
      if (column.equals(least(of))) {
        return piece.least().get(of);
      }
      return column.equals(greatest(of)) ? piece.greatest().get(of) : piece.constants().get(column);
    }

    private static void append(ColumnBuilder column, @Nullable Object value) {
      switch (value) {
        case null -> column.appendNull();
        case Long number -> column.append(number.longValue());
        case BigDecimal decimal -> column.append(decimal);
        default -> column.append(value.toString());
      }
    }
  }

  private static final class Reader implements BatchReader {
    private final Pieces rows;
    private final MemoryBudget budget;
    private final int batchRows;
    private int next;

    Reader(Pieces rows, MemoryBudget budget, int batchRows) {
      this.rows = rows;
      this.budget = budget;
      this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
      return rows.schema();
    }

    @Override
    public @Nullable Batch next() {
      if (next == rows.pieces().size()) {
        return null;
      }
      int from = next;
      next = Math.min(rows.pieces().size(), from + batchRows);
      return rows.batch(budget, from, next);
    }

    @Override
    public void close() {
      next = rows.pieces().size();
    }
  }
}
