package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches of a {@link CsvSplit}: window by window, and in it column by column. */
final class CsvReader implements BatchReader {
  private final CsvOptions options;
  private final Schema schema;
  private final List<Field> parsed; // what is wanted, and for rejects all columns
  private final int rejectsAt; // where in the schema, or -1
  private final int[] targetOf; // where the columns of the schema are built
  private final BitSet rejected = new BitSet(); // of the rows in the targets
  private final TextInput file;
  private final MemoryBudget budget;
  private final int batchRows;
  private final Rows rows;
  private final TextWindow window;
  private final List<ColumnParser> parsers = new ArrayList<>();
  private final List<ColumnTarget> targets = new ArrayList<>();
  private int next; // the first row of the window that is not in a batch
  private int filled; // rows in the targets
  private int capacity; // rows they have room for
  private boolean closed;

  CsvReader(CsvSplit split, TextInput file, MemoryBudget budget, int batchRows) {
    this.options = split.options();
    Schema ofFile = split.schema();
    this.rejectsAt = options.rejectsColumn().map(split.columns()::indexOf).orElse(-1);
    this.schema = select(ofFile, split.columns(), rejectsAt);
    this.parsed = rejectsAt < 0 ? schema.fields() : ofFile.fields();
    this.targetOf = new int[schema.size()];
    for (int i = 0; i < targetOf.length; i++) {
      boolean rejects = i == rejectsAt;
      targetOf[i] =
          rejectsAt < 0 ? i : rejects ? parsed.size() : ofFile.position(schema.field(i).name());
    }
    this.file = file;
    this.budget = budget;
    this.batchRows = Math.max(1, batchRows);
    this.rows = new Rows(options.dialect(), ofFile.size(), options.raggedRows());
    for (Field field : parsed) {
      parsers.add(
          ColumnParser.of(
              field.type(),
              ofFile.position(field.name()),
              options.dialect().of(field.name()),
              !options.declares(field.name())));
    }
    this.window =
        new TextWindow(
            file, split.start(), split.end(), options, rows, split.windowBytes(), budget);
  }

  private static Schema select(Schema ofFile, List<String> columns, int rejectsAt) {
    List<Field> fields = new ArrayList<>();
    for (String column : columns) {
      boolean rejects = fields.size() == rejectsAt;
      fields.add(rejects ? Field.of(column, DType.UTF8) : ofFile.field(column));
    }
    return Schema.of(fields);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (!closed && (next < rows.count || nextWindow())) {
      if (capacity == 0) {
        begin();
      }
      int count = Math.min(rows.count - next, capacity - filled);
      parseColumns(count);
      next += count;
      filled += count;
      if (filled == capacity) {
        return build();
      }
    }
    return filled > 0 ? build() : null;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dropTargets();
      window.close();
      file.close();
    }
  }

  private boolean nextWindow() {
    next = 0;
    rows.count = 0;
    return window.advance();
  }

  /* Room for what is left of the split by the length of the rows in hand, and some more. */
  private void begin() {
    int left = rows.count - next;
    long later = (long) ((double) window.remaining() / window.used() * rows.count * 1.1) + 64;
    capacity = (int) Math.min(batchRows, left + (window.remaining() > 0 ? later : 0));
    for (Field field : parsed) {
      targets.add(new ColumnTarget(budget, field.type(), capacity));
    }
    if (rejectsAt >= 0) {
      targets.add(new ColumnTarget(budget, DType.UTF8, capacity));
    }
  }

  private void parseColumns(int count) {
    for (int i = 0; i < parsers.size(); i++) {
      parseColumn(i, next, next + count);
      if (!parsed.get(i).nullable()) {
        checkNotNull(i, count);
      }
    }
    if (rejectsAt >= 0) {
      writeRejects(count);
    }
  }

  private void writeRejects(int count) {
    ColumnTarget target = targets.getLast();
    for (int row = next; row < next + count; row++) {
      int slot = filled + row - next;
      if (rejected.get(slot) || rows.isRagged(row)) {
        int start = rows.start(row);
        target.setBytes(slot, rows.text, start, rows.end(row) - start);
      } else {
        target.setNull(slot);
      }
    }
  }

  private void parseColumn(int index, int from, int to) {
    ColumnParser parser = parsers.get(index);
    ColumnTarget target = targets.get(index);
    int row = from;
    while (true) {
      int bad = parser.parse(rows, row, to, target, filled + row - next);
      if (bad == Kernels.NONE) {
        return;
      }
      switch (options.conflicts()) {
        case NULL -> {
          target.setNull(filled + bad - next);
          rejected.set(filled + bad - next);
        }
        case FAIL -> throw conflict(parser.column, bad, parsed.get(index));
      }
      row = bad + 1;
    }
  }

  private void checkNotNull(int index, int count) {
    int slot = targets.get(index).firstNull(filled, filled + count);
    if (slot != Kernels.NONE) {
      int start = rows.start(next + slot - filled, parsers.get(index).column);
      throw window.errors().nullInNotNull(window.filePosition(start), parsed.get(index));
    }
  }

  private RuntimeException conflict(int column, int row, Field field) {
    int start = rows.start(row, column);
    int shown = Math.clamp(rows.end(row, column) - (long) start, 0, 100);
    String text = new String(rows.text, start, shown, StandardCharsets.UTF_8);
    return window
        .errors()
        .conflict(window.filePosition(start), text, field, options.declares(field.name()));
  }

  private Batch build() {
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      columns.add(targets.get(targetOf[i]).build(filled));
    }
    Batch batch = Batch.of(schema, filled, columns);
    dropTargets();
    return batch;
  }

  private void dropTargets() {
    targets.forEach(ColumnTarget::close);
    targets.clear();
    rejected.clear();
    filled = 0;
    capacity = 0;
  }
}
