package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of one row group put together from its leaves, a batch at a time.
 *
 * <pre>
 *   levels of a leaf     0,3  1,3  0,1  0,0  0,2        [a, b], [], null, [null]
 *   slots of the leaf      a    b             -         what its reader decodes
 *   list above it        0+2       0+0  -    2+1        where a pair begins a list, and its elements
 * </pre>
 *
 * <p>A list or struct takes its levels from the first leaf below it; that the others agree is
 * checked by the numbers of their values.
 */
final class ColumnAssembly implements AutoCloseable {
  private final ColumnTree<Reading> tree;
  private final MemoryBudget budget;

  /** A leaf at work: its reader, and the levels of the rows that are read at the moment. */
  private static final class Reading {
    final ColumnReader reader;
    LevelRun run = new LevelRun();

    Reading(ColumnReader reader) {
      this.reader = reader;
    }
  }

  ColumnAssembly(ColumnTree<ChunkSpec> chunks, ColumnReader.Context context) {
    this.budget = context.budget();
    ColumnReader.Context own =
        chunks instanceof ColumnTree.Leaf<ChunkSpec> ? context : context.asNested();
    List<Reading> opened = new ArrayList<>();
    try {
      this.tree =
          chunks.map(
              chunk -> {
                Reading leaf = new Reading(ColumnReader.open(chunk, own));
                opened.add(leaf);
                return leaf;
              });
    } catch (RuntimeException | Error e) {
      opened.forEach(leaf -> leaf.reader.close());
      throw e;
    }
  }

  /** The next {@code rows} rows, owned by the caller. */
  ColumnVector read(int rows) {
    if (tree instanceof ColumnTree.Leaf<Reading>(Reading leaf, Levels _)) {
      return leaf.reader.read(rows);
    }
    tree.leaves().forEach(leaf -> leaf.run = leaf.reader.advance(rows));
    ColumnVector column = read(tree);
    if (column.length() != rows) {
      try (column) {
        throw mismatch(first(tree), rows, column.length());
      }
    }
    return column;
  }

  /** Passes over the next {@code rows} rows. */
  void skip(long rows) {
    tree.leaves().forEach(leaf -> leaf.reader.skip(rows));
  }

  @Override
  public void close() {
    tree.leaves().forEach(leaf -> leaf.reader.close());
  }

  private ColumnVector read(ColumnTree<Reading> node) {
    return switch (node) {
      case ColumnTree.Leaf<Reading>(Reading leaf, Levels levels) ->
          leaf.reader.readSlots(leaf.run.slots(levels));
      case ColumnTree.ListOf<Reading>(Levels levels, ColumnTree<Reading> element) ->
          lists(levels, element);
      case ColumnTree.StructOf<Reading> struct -> structs(struct);
    };
  }

  private ColumnVector lists(Levels levels, ColumnTree<Reading> element) {
    LevelRun run = first(element).run;
    int rows = run.slots(levels);
    ColumnVector elements = read(element);
    NativeBuffer spans = null;
    NativeBuffer validity = null;
    try {
      spans = budget.allocate((long) Spans.BYTES * rows);
      validity = validity(levels, rows);
      int count = fill(run, levels, element.levels(), spans.segment(), validity);
      if (count != elements.length()) {
        throw mismatch(first(element), count, elements.length());
      }
      return ColumnVector.list(rows, spans, validity, elements);
    } catch (RuntimeException | Error e) {
      elements.close();
      close(spans);
      close(validity);
      throw e;
    }
  }

  /* Writes a span for every list; returns how many elements they have together. */
  private static int fill(
      LevelRun run,
      Levels levels,
      Levels elements,
      MemorySegment spans,
      @Nullable NativeBuffer validity) {
    int row = -1;
    int start = 0;
    int count = 0;
    for (int i = 0; i < run.size(); i++) {
      int repetition = run.repetition(i);
      int definition = run.definition(i);
      if (levels.begins(repetition, definition)) {
        if (row >= 0) {
          Spans.set(spans, row, count == start ? 0 : start, count - start);
        }
        row++;
        start = count;
        if (validity != null && definition >= levels.definition()) {
          Bitmaps.set(validity.segment(), row, true);
        }
      }
      if (elements.begins(repetition, definition)) {
        count++;
      }
    }
    if (row >= 0) {
      Spans.set(spans, row, count == start ? 0 : start, count - start);
    }
    return count;
  }

  private ColumnVector structs(ColumnTree.StructOf<Reading> struct) {
    LevelRun run = first(struct).run;
    Levels levels = struct.levels();
    int rows = run.slots(levels);
    List<ColumnVector> fields = new ArrayList<>();
    NativeBuffer validity = null;
    try {
      for (ColumnTree<Reading> field : struct.fields()) {
        ColumnVector values = read(field);
        fields.add(values);
        if (values.length() != rows) {
          throw mismatch(first(field), rows, values.length());
        }
      }
      validity = validity(levels, rows);
      if (validity != null) {
        int row = 0;
        for (int i = 0; i < run.size(); i++) {
          if (levels.begins(run.repetition(i), run.definition(i))) {
            Bitmaps.set(validity.segment(), row++, run.definition(i) >= levels.definition());
          }
        }
      }
      return ColumnVector.struct(type(struct, fields), rows, validity, fields);
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      close(validity);
      throw e;
    }
  }

  private static StructType type(ColumnTree.StructOf<Reading> struct, List<ColumnVector> fields) {
    List<Field> typed = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      typed.add(Field.of(struct.names().get(i), fields.get(i).type()));
    }
    return new StructType(typed);
  }

  private @Nullable NativeBuffer validity(Levels levels, int rows) {
    return levels.nullable() ? budget.allocateZeroed(Bitmaps.byteSize(rows)) : null;
  }

  private static Reading first(ColumnTree<Reading> node) {
    return node.leaves().findFirst().orElseThrow();
  }

  private static RuntimeException mismatch(Reading leaf, int expected, int found) {
    return leaf.reader.located(
        () -> {
          throw new CorruptPage(
              "the levels of a nested column give %d values where its neighbours give %d"
                  .formatted(found, expected));
        });
  }

  private static void close(@Nullable NativeBuffer buffer) {
    if (buffer != null) {
      buffer.close();
    }
  }
}
