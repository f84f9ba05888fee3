package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds a first column that counts the rows, from 0.
 *
 * @param name its name, which no column of the input has
 */
public record RowIndex(FramePlan input, String name, SourceLine where) implements FramePlan.OfOne {
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
    return new RowIndex(other, name, where);
  }

  @Override
  public String label() {
    return "row index " + name;
  }
}
