package dev.quern.dataframes;

import dev.quern.engine.type.Schema;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Some columns of a frame, chosen by name or type once the frame is known: {@code
 * withColumns(ofType(FLOAT64).each(c -> c.round(2)))}. {@link DataFrame#select} takes it like a
 * column, {@link DataFrame#withColumns(Columns)} and {@link DataFrame#drop(Columns)} alone. The
 * columns are in the order of the frame, or in the one in which they were named. Immutable.
 */
public final class Columns {
  private final Function<Schema, List<String>> choice;
  private final UnaryOperator<Column> each;
  private final UnaryOperator<String> naming;

  Columns(Function<Schema, List<String>> choice) {
    this(choice, UnaryOperator.identity(), UnaryOperator.identity());
  }

  private Columns(
      Function<Schema, List<String>> choice,
      UnaryOperator<Column> each,
      UnaryOperator<String> naming) {
    this.choice = choice;
    this.each = each;
    this.naming = naming;
  }

  /** What {@code expression} makes of each of them, under the column's name. */
  public Columns each(UnaryOperator<Column> expression) {
    return new Columns(choice, column -> expression.apply(each.apply(column)), naming);
  }

  /** The same under names that {@code renaming} makes of those they have. */
  public Columns named(UnaryOperator<String> renaming) {
    return new Columns(choice, each, name -> renaming.apply(naming.apply(name)));
  }

  /** The same with {@code prefix} before their names. */
  public Columns prefix(String prefix) {
    return named(name -> prefix + name);
  }

  /** The same with {@code suffix} behind their names. */
  public Columns suffix(String suffix) {
    return named(name -> name + suffix);
  }

  /** The columns of a frame of {@code schema}, computed and named. */
  List<Column> of(Schema schema) {
    return names(schema).stream()
        .map(name -> each.apply(Column.named(name)).as(naming.apply(name)))
        .toList();
  }

  /** Which columns of {@code schema} they are. */
  List<String> names(Schema schema) {
    return choice.apply(schema);
  }
}
