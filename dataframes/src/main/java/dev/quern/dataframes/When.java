package dev.quern.dataframes;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of conditions under construction: {@code when(c1).then(a).when(c2).then(b).otherwise(c)}.
 * The first condition that is true decides; one that is null counts as false.
 */
public final class When {
  private record Branch(Column condition, Column value) {}

  private final List<Branch> branches;
  private final Column condition;

  When(Column condition) {
    this(List.of(), condition);
  }

  private When(List<Branch> branches, Column condition) {
    this.branches = branches;
    this.condition = condition;
  }

  /** The value where the condition is true: a column or a constant. */
  public Then then(Object value) {
    List<Branch> more = new ArrayList<>(branches);
    more.add(new Branch(condition, Column.of(value)));
    return new Then(more);
  }

  /** A chain that has a value for its last condition. */
  public static final class Then {
    private final List<Branch> branches;

    private Then(List<Branch> branches) {
      this.branches = branches;
    }

    /** Another condition, for where none before is true. */
    public When when(Column condition) {
      return new When(branches, condition);
    }

    /** The value where no condition is true: a column or a constant. */
    public Column otherwise(Object value) {
      Column last = Column.of(value);
      return Column.computed(
          schema -> {
            Expr result = last.bind(schema);
            for (Branch branch : branches.reversed()) {
              result = Exprs.when(branch.condition.bind(schema), branch.value.bind(schema), result);
            }
            return result;
          });
    }
  }
}
