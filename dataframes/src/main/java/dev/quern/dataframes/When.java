package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chain of conditions under construction: {@code when(c1).then(a).when(c2).then(b).otherwise(c)}.
 * The first condition that is true decides; one that is null counts as false. Without {@code
 * otherwise} the value is null where no condition is true.
 */
public final class When {
  /* Each is a branch of an expression, which is walked from top to bottom. */
  private static final int MOST_REPLACED = 200;

  /* No value is null. */
  private record Branch(Column condition, Optional<Column> value) {}

  private final List<Branch> branches;
  private final Column condition;

  When(Column condition) {
    this(List.of(), condition);
  }

  private When(List<Branch> branches, Column condition) {
    this.branches = branches;
    this.condition = condition;
  }

  /** The value where the condition is true: a column, a constant or null. */
  public Then then(@Nullable Object value) {
    List<Branch> more = new ArrayList<>(branches);
    more.add(new Branch(condition, Optional.ofNullable(value).map(Column::of)));
    return new Then(more);
  }

  /** A chain that has a value for its last condition: a column, null where no condition is true. */
  public static final class Then extends Column {
    private final List<Branch> branches;

    private Then(List<Branch> branches) {
      super(Optional.empty(), schema -> choice(branches, Optional.empty(), schema));
      this.branches = branches;
    }

    /** Another condition, for where none before is true. */
    public When when(Column condition) {
      return new When(branches, condition);
    }

    /** The value where no condition is true: a column, a constant or null. */
    public Column otherwise(@Nullable Object value) {
      Optional<Column> last = Optional.ofNullable(value).map(Column::of);
      return Column.computed(schema -> choice(branches, last, schema));
    }
  }

  /** {@code column} with the values that are keys of {@code values} replaced: a branch for each. */
  static Column replacing(Column column, Map<?, ?> values, @Nullable Object otherwise) {
    if (values.isEmpty() || values.size() > MOST_REPLACED) {
      throw new PlanException(
          "a replacement of %,d values: it is of 1 to %d; join with a frame of more"
              .formatted(values.size(), MOST_REPLACED));
    }
    Optional<When.Then> chain = Optional.empty();
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      Column condition = entry.getKey() == null ? column.isNull() : column.eq(entry.getKey());
      When next = chain.map(then -> then.when(condition)).orElseGet(() -> new When(condition));
      chain = Optional.of(next.then(entry.getValue()));
    }
    return chain.orElseThrow().otherwise(otherwise);
  }

  private static Expr choice(List<Branch> branches, Optional<Column> last, Schema schema) {
    // A null takes the type of any value: constants and nulls adapt to what they stand beside.
    DType type =
        Stream.concat(branches.stream().map(Branch::value), Stream.of(last))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    new PlanException(
                        "a choice of nulls alone has no type: write nullOf(type) for one of them"))
            .bind(schema)
            .type();
    Expr result = bound(last, type, schema);
    for (Branch branch : branches.reversed()) {
      result = Exprs.when(branch.condition.bind(schema), bound(branch.value, type, schema), result);
    }
    return result;
  }

  private static Expr bound(Optional<Column> value, DType type, Schema schema) {
    return value.map(column -> column.bind(schema)).orElseGet(() -> Exprs.nullOf(type));
  }
}
