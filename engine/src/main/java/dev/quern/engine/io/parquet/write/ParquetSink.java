package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.CategoryText;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * One Parquet file under construction.
 *
 * <p>Nulls are nulls; NaN is a value, which statistics leave out. Timestamps in seconds become
 * milliseconds; a time zone becomes UTC, as Parquet tells only that there is one. In memory are at
 * most one encoded row group and, per column, a page and a dictionary, all from the budget given;
 * the bound is told by {@link ParquetWriteOptions}. A categorical becomes text, which it is to
 * others; that there is more to it stands in the file's metadata.
 */
public final class ParquetSink implements Sink {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT_VERSION = 2;

  /** Rows after which the bounds of a row group are looked at. */
  private static final int SLICE = 8192;

  private final Schema schema;
  private final List<SchemaElement> elements;
  private final ParquetWriteOptions options;
  private final OutputFile file;
  private final PageWriter pages;
  private final OrderCheck order;
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final List<ColumnChunkWriter> chunks = new ArrayList<>();
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private final List<WrittenChunk> indexed = new ArrayList<>();
  private int groupRows;
  private long rows;
  private boolean ended;
  private boolean closed;

  private ParquetSink(
      OutputFile file,
      Schema schema,
      List<SchemaElement> elements,
      ParquetWriteOptions options,
      List<OrderedColumn> order,
      MemoryBudget budget) {
    this.file = file;
    this.schema = schema;
    this.elements = elements;
    this.options = options;
    this.order = new OrderCheck(budget, schema, order);
    this.pages = new PageWriter(options, budget);
    for (Field field : schema) {
      List<ColumnChunkWriter> leaves =
          LeafField.of(field).stream()
              .map(leaf -> new ColumnChunkWriter(leaf, options, pages, budget))
              .toList();
      chunks.addAll(leaves);
      columns.add(
          field.type().isNested()
              ? new NestedColumnWriter(field, leaves, budget)
              : leaves.getFirst());
    }
  }

  /**
   * Starts the file that will be {@code path}.
   *
   * @param budget what the writer's buffers are allocated from
   * @throws dev.quern.engine.StorageException when it cannot be written there
   * @throws dev.quern.engine.PlanException when the options name columns that are not there
   */
  public static ParquetSink create(
      Path path, Schema schema, ParquetWriteOptions options, MemoryBudget budget) {
    return create(path, schema, options, List.of(), budget);
  }

  /**
   * The same for rows that come in an order. The file declares it, as {@code sorting_columns}, if
   * it turns out to be true, and as far as it is the same for all readers: up to the first column
   * of floats, categoricals, intervals or lists. One comparison a row, as long as it is.
   *
   * @param order what the rows are thought to be ordered by; nothing for no order
   */
  public static ParquetSink create(
      Path path,
      Schema schema,
      ParquetWriteOptions options,
      List<OrderedColumn> order,
      MemoryBudget budget) {
    List<SchemaElement> elements = PhysicalSchema.elements(schema);
    options.checkFits(schema);
    OutputFile file = OutputFile.create(path);
    try {
      file.write(ByteBuffer.wrap(MAGIC));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    return new ParquetSink(file, schema, elements, options, order, budget);
  }

  /**
   * Writes the rows; {@code batch} stays owned by the caller.
   *
   * @throws dev.quern.engine.DataException when a column that is declared not null has a null
   * @throws dev.quern.engine.ComputeException when a decimal has more digits than its type, or a
   *     timestamp in seconds is too far from 1970 for milliseconds
   */
  @Override
  public void write(Batch batch) {
    checkOpen();
    checkTypes(batch);
    // Until all columns have the rows, what is there cannot become a file.
    ended = true;
    order.add(batch);
    int row = 0;
    while (row < batch.rows()) {
      int slice = slice(batch, row);
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).append(batch.column(i), row, slice);
      }
      row += slice;
      groupRows += slice;
      if (groupRows == options.rowGroupRows() || buffered() >= options.rowGroupBytes()) {
        flushRowGroup();
      }
    }
    ended = false;
  }

  @Override
  public Written commit() {
    checkOpen();
    ended = true;
    if (groupRows > 0) {
      flushRowGroup();
    }
    indexed.forEach(chunk -> chunk.writeBounds(file));
    indexed.forEach(chunk -> chunk.writeOffsets(file));
    writeFooter();
    file.commit();
    return new Written(rows, file.position());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ended = true;
    try (file;
        pages;
        order) {
      chunks.forEach(ColumnChunkWriter::close);
    }
  }

  /** How many rows from {@code row} on are taken before the bounds are looked at again. */
  private int slice(Batch batch, int row) {
    int count = Math.min(batch.rows() - row, options.rowGroupRows() - groupRows);
    count = Math.min(count, SLICE);
    long columnBytes = options.rowGroupBytes() / columns.size();
    for (ColumnVector column : batch.columns()) {
      count = Footprint.rowsWithin(column, row, count, columnBytes);
    }
    return count;
  }

  private long buffered() {
    long bytes = 0;
    for (ColumnChunkWriter chunk : chunks) {
      bytes += chunk.buffered();
    }
    return bytes;
  }

  private void flushRowGroup() {
    long start = file.position();
    List<ColumnChunk> written = new ArrayList<>(chunks.size());
    long uncompressed = 0;
    for (ColumnChunkWriter chunk : chunks) {
      WrittenChunk done = chunk.finish(file);
      uncompressed += done.uncompressed();
      written.add(done.chunk());
      indexed.add(done);
    }
    RowGroup group = new RowGroup(written, uncompressed, groupRows);
    group.setFile_offset(start);
    group.setTotal_compressed_size(file.position() - start);
    for (int i = 0; i < chunks.size(); i++) {
      chunks.get(i).writeFilter(file, written.get(i));
    }
    if (rowGroups.size() <= Short.MAX_VALUE) {
      group.setOrdinal((short) rowGroups.size());
    }
    rowGroups.add(group);
    rows += groupRows;
    groupRows = 0;
  }

  private void writeFooter() {
    List<SortingColumn> sorted = order.holds();
    if (!sorted.isEmpty()) {
      rowGroups.forEach(group -> group.setSorting_columns(sorted));
    }
    FileMetaData metadata = new FileMetaData(FORMAT_VERSION, elements, rows, rowGroups);
    metadata.setCreated_by(createdBy());
    List<KeyValue> names = categories();
    if (!names.isEmpty()) {
      metadata.setKey_value_metadata(names);
    }
    ColumnOrder byType = ColumnOrder.TYPE_ORDER(new TypeDefinedOrder());
    metadata.setColumn_orders(Collections.nCopies(chunks.size(), byType));
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(metadata, footer);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    ByteBuffer tail = ByteBuffer.allocate(Integer.BYTES + MAGIC.length);
    tail.order(ByteOrder.LITTLE_ENDIAN).putInt(footer.size()).put(MAGIC).flip();
    file.write(ByteBuffer.wrap(footer.toByteArray()));
    file.write(tail);
  }

  /* What the texts of a column are the names of: Parquet has no such type. */
  private List<KeyValue> categories() {
    List<KeyValue> names = new ArrayList<>();
    for (Field column : schema) {
      for (LeafField leaf : LeafField.of(column)) {
        if (leaf.field().type() instanceof CategoricalType type) {
          names.add(
              new KeyValue(CategoryText.KEY + ":" + leaf.field().name())
                  .setValue(CategoryText.of(type)));
        }
      }
    }
    return names;
  }

  private static String createdBy() {
    String version = ParquetSink.class.getPackage().getImplementationVersion();
    return "quern version " + (version == null ? "unreleased" : version);
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException(
          file.target() + ": writing has ended or failed; begin a new sink");
    }
  }

  private void checkTypes(Batch batch) {
    Schema given = batch.schema();
    boolean same = given.names().equals(schema.names());
    for (int i = 0; same && i < schema.size(); i++) {
      same = given.field(i).type().equals(schema.field(i).type());
    }
    if (!same) {
      throw new IllegalArgumentException(
          "%s takes rows of %s, not of %s".formatted(file.target(), schema, given));
    }
  }
}
