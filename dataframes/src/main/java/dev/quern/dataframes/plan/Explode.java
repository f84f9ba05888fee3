package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * A row for each element of lists, with the other columns repeated.
 *
 * @param columns the lists, which have as many elements as each other in every row; each is
 *     replaced by its elements
 * @param keepsEmpty whether a row whose lists are empty or null gives one row with nulls, and not
 *     none
 */
public record Explode(FramePlan input, List<String> columns, boolean keepsEmpty, SourceLine where)
    implements FramePlan.OfOne {

  /** Copies the list. */
  public Explode {
    columns = List.copyOf(columns);
  }

  @Override
  public Schema schema() {
    return exploded(input.schema(), columns);
  }

  /** {@code schema} with the elements of {@code columns} in the place of each list. */
  public static Schema exploded(Schema schema, List<String> columns) {
    return Schema.of(
        schema.fields().stream()
            .map(
                field ->
                    columns.contains(field.name())
                        ? Field.of(field.name(), ((ListType) field.type()).element())
                        : field)
            .toList());
  }

  @Override
  public FramePlan withInput(FramePlan other) {
    return new Explode(other, columns, keepsEmpty, where);
  }

  @Override
  public String label() {
    return "explode " + String.join(", ", columns) + (keepsEmpty ? "" : ", not empty");
  }
}
