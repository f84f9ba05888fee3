package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds a first column that numbers the rows, from 0, in rising order.
 *
 * @param name its name, which no column of the input has
 * @param isDense whether no number is left out; else each partition has numbers of its own, and
 *     nothing needs to be counted
 */
public record RowIndex(FramePlan input, String name, boolean isDense, SourceLine where)
    implements FramePlan.OfOne {
  /** How many numbers a partition has of its own. */
  public static final long PARTITION_ROWS = 1L << 40;

  @Override
  public Schema schema() {
    return indexed(input.schema(), name);
  }

  /** {@code schema} behind an index called {@code name}. */
  public static Schema indexed(Schema schema, String name) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.of(name, DType.INT64));
    fields.addAll(schema.fields());
    return Schema.of(fields);
  }

  @Override
  public FramePlan withInput(FramePlan other) {
    return new RowIndex(other, name, isDense, where);
  }

  @Override
  public String label() {
    return (isDense ? "row index " : "row id ") + name;
  }
}
