package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.CategoryColumn;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.StructType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record batch on its way to column vectors: steps through its nodes and buffers in the order
 * of the schema and reads those that are wanted.
 */
final class BatchDecoder {
  private final BatchLayout layout;
  private final BodyReader body;
  private final TextDecoder text;
  private final FixedDecoder fixed;
  private final ListDecoder lists;
  private int node;
  private int buffer;
  private int view;

  BatchDecoder(BatchLayout layout, Body body, MemoryBudget budget) {
    this.layout = layout;
    this.body = new BodyReader(layout, body, budget);
    this.text = new TextDecoder(this.body);
    this.fixed = new FixedDecoder(this.body);
    this.lists = new ListDecoder(this.body);
  }

  /**
   * The wanted columns in the schema's order, owned by the caller.
   *
   * @param wanted whether the column at that position is
   */
  List<ColumnVector> columns(List<IpcColumn> columns, boolean[] wanted, Dictionaries dictionaries) {
    IpcColumn.Shape all = new IpcColumn.Shape(0, 0, 0);
    for (IpcColumn column : columns) {
      all = all.with(column.shape());
    }
    layout.check(all);
    List<ColumnVector> vectors = new ArrayList<>();
    try {
      for (int i = 0; i < columns.size(); i++) {
        IpcColumn column = columns.get(i);
        if (wanted[i]) {
          vectors.add(column(column, dictionaries));
        } else {
          skip(column.shape());
        }
      }
      return vectors;
    } catch (RuntimeException e) {
      vectors.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** The values of a dictionary: the only column there is. */
  ColumnVector dictionaryValues(WireType type) {
    int buffers =
        switch (type.form()) {
          case NULLS -> 0;
          case OFFSETS, LARGE_OFFSETS -> 3;
          case BITS,
              SLOTS,
              SHORT_DECIMALS,
              WIDE_DECIMALS,
              HALVES,
              DAY_MILLIS,
              TIME_SECONDS,
              TIME_MILLIS,
              MONTHS,
              DAYS_MILLIS,
              VIEWS,
              FIXED_BYTES ->
              2;
          case LISTS, LARGE_LISTS, FIXED_LISTS, LIST_VIEWS, STRUCTS ->
              throw new UnsupportedDataException(
                  layout.where() + ": dictionaries of lists and structs are not read");
        };
    int views = type.form() == WireType.Form.VIEWS ? 1 : 0;
    layout.check(new IpcColumn.Shape(1, buffers, views));
    return values(type, layout.rows());
  }

  private ColumnVector column(IpcColumn column, Dictionaries dictionaries) {
    WireType values = column.values();
    WireType codes = column.codes();
    if (values == null) {
      throw new IllegalStateException("column " + column.name() + " is not read");
    }
    if (codes == null || column.dictionary().isEmpty()) {
      return values(values, layout.rows());
    }
    // Before anything is read that would have to be freed: it may be of another type.
    IpcDictionary dictionary =
        dictionaries.of(column.dictionary().getAsLong(), values.type(), layout.where());
    NativeBuffer validity = validity(layout.rows());
    NativeBuffer positions;
    try {
      positions = fixed.codes(buffer++, codes, layout.rows(), validity);
    } catch (RuntimeException e) {
      if (validity != null) {
        validity.close();
      }
      throw e;
    }
    ColumnVector texts = dictionary.column(positions, layout.rows(), validity, layout.where());
    CategoricalType categories = column.categories();
    return categories == null ? texts : categories(categories, texts);
  }

  private ColumnVector categories(CategoricalType type, ColumnVector texts) {
    return new CategoryColumn(
            type, body.budget(), unknown -> new DataException(layout.where() + ": " + unknown))
        .of(texts);
  }

  private ColumnVector values(WireType type, int rows) {
    if (type.form() == WireType.Form.NULLS) {
      node++;
      return nulls(rows);
    }
    if (type.type() instanceof CategoricalType categories && type.form() != WireType.Form.SLOTS) {
      return categories(categories, values(type.asText(), rows));
    }
    NativeBuffer validity = validity(rows);
    try {
      return switch (type.form()) {
        case NULLS -> throw new IllegalStateException("handled above");
        case BITS -> fixed.bits(buffer++, rows, validity);
        case SLOTS -> fixed.slots(buffer++, type, rows, validity);
        case SHORT_DECIMALS -> fixed.shortDecimals(buffer++, type, rows, validity);
        case WIDE_DECIMALS -> fixed.decimals(buffer++, type, rows, validity);
        case HALVES -> fixed.halves(buffer++, rows, validity);
        case DAY_MILLIS -> fixed.days(buffer++, rows, validity);
        case TIME_SECONDS -> fixed.times(buffer++, type, 1_000_000, rows, validity);
        case TIME_MILLIS -> fixed.times(buffer++, type, 1_000, rows, validity);
        case MONTHS, DAYS_MILLIS -> fixed.intervals(buffer++, type, rows, validity);
        case OFFSETS, LARGE_OFFSETS -> {
          buffer += 2;
          yield text.offsets(buffer - 2, type, rows, validity);
        }
        case VIEWS -> {
          int dataBuffers = layout.dataBuffers()[view++];
          buffer += 1 + dataBuffers;
          yield text.views(buffer - 1 - dataBuffers, dataBuffers, type.type(), rows, validity);
        }
        case FIXED_BYTES -> text.fixedBytes(buffer++, type, rows, validity);
        case LISTS, LARGE_LISTS -> {
          int at = buffer++;
          yield lists.offsets(at, type, rows, validity, elements(type));
        }
        case LIST_VIEWS -> {
          buffer += 2;
          yield lists.views(buffer - 2, rows, validity, elements(type));
        }
        case FIXED_LISTS -> lists.fixed(type, rows, validity, elements(type));
        case STRUCTS -> struct(type, rows, validity);
      };
    } catch (RuntimeException e) {
      if (validity != null) {
        validity.close();
      }
      throw e;
    }
  }

  /* The elements of a list column: as many as their own node says. */
  private ColumnVector elements(WireType list) {
    long count = layout.nodeRows()[node];
    if (count < 0 || count > BatchLayout.MOST_ROWS) {
      throw new DataException("%s: lists of %d elements".formatted(layout.where(), count));
    }
    return values(list.children().getFirst(), (int) count);
  }

  private ColumnVector struct(WireType type, int rows, @Nullable NativeBuffer validity) {
    List<ColumnVector> fields = new ArrayList<>();
    try {
      for (WireType child : type.children()) {
        fields.add(values(child, rows));
      }
      return ColumnVector.struct((StructType) type.type(), rows, validity, fields);
    } catch (RuntimeException e) {
      fields.forEach(ColumnVector::close);
      throw e;
    }
  }

  /* Takes memory by what the file claims, but a bit a row only. */
  private ColumnVector nulls(int rows) {
    NativeBuffer values = body.budget().allocateZeroed((rows + 7L) / 8);
    try {
      return ColumnVector.flat(
          DType.BOOL, rows, values, body.budget().allocateZeroed((rows + 7L) / 8));
    } catch (RuntimeException e) {
      values.close();
      throw e;
    }
  }

  /** The next column's validity, null when nothing is null; owned by the caller. */
  private @Nullable NativeBuffer validity(int rows) {
    long nodeRows = layout.nodeRows()[node];
    long nulls = layout.nodeNulls()[node++];
    int index = buffer++;
    if (nodeRows != rows) {
      throw new DataException(
          "%s: a column of %d rows in a record batch of %d"
              .formatted(layout.where(), nodeRows, rows));
    }
    if (nulls == 0 || rows == 0 || body.isEmpty(index)) {
      return null;
    }
    return body.read(index, (rows + 7L) / 8);
  }

  private void skip(IpcColumn.Shape shape) {
    node += shape.nodes();
    buffer += shape.buffers();
    for (int i = 0; i < shape.views(); i++) {
      buffer += layout.dataBuffers()[view++];
    }
  }
}
