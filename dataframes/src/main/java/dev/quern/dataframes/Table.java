package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Chunked;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.Schema;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory: the result of running a frame. Holds native memory until it is closed; one that
 * is forgotten, as in JShell, is freed when the garbage collector finds it.
 *
 * <p>Rows are numbered from 0. Immutable and safe to read from several threads.
 */
public final class Table implements Chunked<Table> {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Schema schema;
  private final Holder holder;
  private final Cleaner.Cleanable cleanable;
  private final long[] starts;
  private final Map<String, ColumnStatistics> statistics = new ConcurrentHashMap<>();

  private Table(Schema schema, Holder holder) {
    this.schema = schema;
    this.holder = holder;
    this.cleanable = CLEANER.register(this, holder);
    this.starts = new long[holder.batches.size() + 1];
    for (int i = 0; i < holder.batches.size(); i++) {
      starts[i + 1] = starts[i] + holder.batches.get(i).rows();
    }
  }

  /**
   * The rows of {@code chunks}, which are closed. What of them is on disk is read into memory.
   *
   * @param budget what that memory is taken from
   */
  static Table of(MemoryBudget budget, Schema schema, List<Chunk> chunks) {
    List<Batch> batches = new ArrayList<>();
    int taken = 0;
    try {
      for (Chunk chunk : chunks) {
        switch (chunk) {
          case Batch batch -> batches.add(batch.retain());
          case BatchList list -> list.batches().forEach(batch -> batches.add(batch.retain()));
          case SpooledBatches spooled -> batches.addAll(spooled.load(budget));
          default -> throw new IllegalArgumentException(chunk + " has no rows");
        }
        taken++;
        chunk.close();
      }
    } catch (RuntimeException | Error e) {
      batches.forEach(Batch::close);
      chunks.subList(taken, chunks.size()).forEach(Chunk::close);
      throw e;
    }
    return new Table(schema, new Holder(batches));
  }

  @Override
  public List<Chunk> chunks() {
    return holder.batches().stream().<Chunk>map(Batch::retain).toList();
  }

  @Override
  public Function<List<Chunk>, Table> assembly() {
    Schema columns = schema;
    return chunks ->
        new Table(columns, new Holder(chunks.stream().map(Batch.class::cast).toList()));
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** The number of rows. */
  public long rows() {
    return starts[starts.length - 1];
  }

  /** The rows as batches in Arrow layout; they stay owned by this. */
  public List<Batch> batches() {
    return holder.batches();
  }

  /** What a sample tells of a column's values; taken once. */
  ColumnStatistics statistics(String column) {
    int position = schema.position(column);
    return statistics.computeIfAbsent(
        column, _ -> SampledStatistics.of(batches(), rows(), position));
  }

  /** The value in a row as a Java object (see {@link Values#objectAt}); null where it is null. */
  public @Nullable Object get(long row, String column) {
    int batch = batchOf(row);
    return Values.objectAt(
        batches().get(batch).column(schema.position(column)), (int) (row - starts[batch]));
  }

  /**
   * The values of an integer, date or timestamp column, as the longs that stand for them; a null is
   * an error.
   *
   * @throws PlanException when the column is of another type, or has nulls
   */
  public long[] longs(String column) {
    checkNumbers(column, true);
    long[] values = new long[Math.toIntExact(rows())];
    fill(column, true, (vector, base) -> row -> values[base + row] = Values.longAt(vector, row));
    return values;
  }

  /**
   * The values of a numeric column as doubles; a null is NaN.
   *
   * @throws PlanException when the column is not of numbers
   */
  public double[] doubles(String column) {
    checkNumbers(column, false);
    double[] values = new double[Math.toIntExact(rows())];
    fill(
        column,
        false,
        (vector, base) ->
            row ->
                values[base + row] =
                    vector.isNull(row) ? Double.NaN : Values.doubleAt(vector, row));
    return values;
  }

  /** The values of a column as text; a null is null. */
  public @Nullable String[] strings(String column) {
    @Nullable String[] values = new String[Math.toIntExact(rows())];
    fill(
        column,
        false,
        (vector, base) ->
            row -> {
              Object value = Values.objectAt(vector, row);
              values[base + row] = value == null ? null : value.toString();
            });
    return values;
  }

  /** The rows as records, whose components are named and typed as the columns. */
  public <R extends Record> List<R> toRecords(Class<R> type) {
    RecordRows<R> rows = RecordRows.reader(type, schema);
    List<R> records = new ArrayList<>(Math.toIntExact(rows()));
    for (Batch batch : batches()) {
      rows.read(batch, records::add);
    }
    return records;
  }

  /** A frame of these rows; this must stay open while the frame is used. */
  public DataFrame toFrame() {
    return Frames.scan(new TableSource(this));
  }

  /** The first {@code count} rows as text, with a header of names and types. */
  public String text(int count) {
    return TableText.of(this, count);
  }

  /** Prints the first 20 rows. */
  public void show() {
    show(20);
  }

  /** Prints the first {@code count} rows. */
  @SuppressWarnings("SystemOut") // what it is for
  public void show(int count) {
    System.out.println(text(count));
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** The first rows as text. */
  @Override
  public String toString() {
    return holder.closed.get() ? "Table " + schema + ", closed" : text(20);
  }

  private void checkNumbers(String column, boolean whole) {
    DType type = schema.field(column).type();
    boolean isWhole =
        type.layout() == Layout.FIXED
            && type.byteWidth() <= Long.BYTES
            && !type.isFloating()
            && !(type instanceof DecimalType);
    if (!isWhole && (whole || !type.isNumeric())) {
      throw new PlanException(
          "column %s is %s, not %s".formatted(column, type, whole ? "an integer" : "a number"));
    }
  }

  private interface Filler {
    IntConsumer at(ColumnVector vector, int base);
  }

  private void fill(String column, boolean nullIsAnError, Filler filler) {
    int position = schema.position(column);
    for (int i = 0; i < batches().size(); i++) {
      ColumnVector vector = batches().get(i).column(position);
      if (nullIsAnError && vector.nullCount() > 0) {
        throw new PlanException(
            "column %s has nulls, which a long cannot say: fillNull first".formatted(column));
      }
      IntConsumer one = filler.at(vector, (int) starts[i]);
      for (int row = 0; row < vector.length(); row++) {
        one.accept(row);
      }
    }
  }

  private int batchOf(long row) {
    if (row < 0 || row >= rows()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows());
    }
    int batch = Arrays.binarySearch(starts, row);
    if (batch < 0) {
      return -batch - 2;
    }
    // Batches without rows begin at the same one.
    while (starts[batch + 1] == row) {
      batch++;
    }
    return batch;
  }

  /** What is freed: apart from the table, so that the cleaner does not keep it alive. */
  private static final class Holder implements Runnable {
    private final List<Batch> batches;
    private final AtomicBoolean closed = new AtomicBoolean();

    Holder(List<Batch> batches) {
      this.batches = List.copyOf(batches);
    }

    List<Batch> batches() {
      if (closed.get()) {
        throw new dev.quern.engine.MemoryFaultException("table used after it was closed");
      }
      return batches;
    }

    @Override
    public void run() {
      if (closed.compareAndSet(false, true)) {
        batches.forEach(Batch::close);
      }
    }
  }
}
