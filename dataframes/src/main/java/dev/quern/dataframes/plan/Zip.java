package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of two inputs side by side: the first with the first, and so on.
 *
 * @param right has no column of a name that the left one has
 * @param lengths what becomes of an input that is longer
 */
public record Zip(FramePlan left, FramePlan right, Lengths lengths, SourceLine where)
    implements FramePlan {
  @Override
  public Schema schema() {
    return zipped(left.schema(), right.schema());
  }

  /** The columns of both. */
  public static Schema zipped(Schema left, Schema right) {
    List<Field> fields = new ArrayList<>(left.fields());
    fields.addAll(right.fields());
    return Schema.of(fields);
  }

  @Override
  public List<FramePlan> children() {
    return List.of(left, right);
  }

  @Override
  public FramePlan withChildren(List<FramePlan> children) {
    return new Zip(children.get(0), children.get(1), lengths, where);
  }

  @Override
  public String label() {
    return switch (lengths) {
      case SAME -> "zip";
      case SHORTEST -> "zip up to the shortest";
      case LONGEST -> "zip up to the longest";
    };
  }
}
