package dev.quern.engine.io.parquet.write;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.util.List;

/**
 * A column of lists or structs of the row group under construction: what each of its leaves gets of
 * the rows (Melnik et al., Dremel, 2010). Below the column itself everything may be null.
 */
final class NestedColumnWriter implements ColumnWriter {
  private final Field field;
  private final List<ColumnChunkWriter> leaves;
  private final MemoryBudget budget;
  private int nextLeaf;

  /**
   * @param leaves the columns of values below it, from left to right
   */
  NestedColumnWriter(Field field, List<ColumnChunkWriter> leaves, MemoryBudget budget) {
    this.field = field;
    this.leaves = leaves;
    this.budget = budget;
  }

  @Override
  public void append(ColumnVector vector, int from, int count) {
    Shredded rows = new Shredded();
    for (int row = from; row < from + count; row++) {
      rows.add(0, 0, row);
      if (!field.nullable() && vector.isNull(row)) {
        throw new DataException(
            "column '%s' is declared not null and has a null".formatted(field.name()));
      }
    }
    nextLeaf = 0;
    shred(vector, field.nullable(), 0, rows);
  }

  /* The pairs whose place is a row of the vector, which has `depth` lists around it. */
  private void shred(ColumnVector vector, boolean nullable, int depth, Shredded pairs) {
    if (nullable) {
      for (int i = 0; i < pairs.size(); i++) {
        if (pairs.place(i) >= 0) {
          if (vector.isNull(pairs.place(i))) {
            pairs.end(i);
          } else {
            pairs.define(i);
          }
        }
      }
    }
    if (!vector.type().isNested()) {
      leaves.get(nextLeaf++).append(vector, pairs);
      return;
    }
    try (ColumnVector flat = Selections.flat(budget, vector)) {
      nested(flat, depth, pairs);
    }
  }

  private void nested(ColumnVector vector, int depth, Shredded pairs) {
    switch (vector.type()) {
      case ListType _ -> shred(vector.elements(), true, depth + 1, elements(vector, depth, pairs));
      case StructType _ -> {
        for (ColumnVector fieldOfAll : vector.fields()) {
          shred(fieldOfAll, true, depth, pairs.copy());
        }
      }
      default -> throw new IllegalArgumentException(vector + " is not nested");
    }
  }

  private static Shredded elements(ColumnVector lists, int depth, Shredded pairs) {
    Shredded elements = new Shredded();
    for (int i = 0; i < pairs.size(); i++) {
      int row = pairs.place(i);
      int length = row < 0 ? 0 : Spans.length(lists.values(), row);
      if (length == 0) {
        elements.add(pairs.repetition(i), pairs.definition(i), -1);
      }
      int offset = length == 0 ? 0 : Spans.offset(lists.values(), row);
      for (int at = 0; at < length; at++) {
        int repetition = at == 0 ? pairs.repetition(i) : depth + 1;
        elements.add(repetition, pairs.definition(i) + 1, offset + at);
      }
    }
    return elements;
  }
}
