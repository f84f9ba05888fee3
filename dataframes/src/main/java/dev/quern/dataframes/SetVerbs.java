package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rowNumber;

import dev.quern.engine.SourceLine;
import dev.quern.engine.join.JoinKind;
import java.util.List;
import java.util.Set;

/**
 * The verbs of {@link DataFrame} that take rows for the elements of sets. Rows are equal when all
 * their values are; nulls are equal to each other here, and NaN equals NaN.
 */
abstract sealed class SetVerbs extends NestedVerbs permits JoinVerbs {
  private static final String PLACE = "#place";
  private static final String COUNT = "#count";

  SetVerbs() {}

  /**
   * The first row of each combination of these columns, with all of its columns; of all columns if
   * none is named. The rows come in order of these columns. Keeps little more than those rows in
   * memory; {@link DataFrame#distinct} is faster where all columns are compared.
   */
  public DataFrame unique(String... columns) {
    return unique(Keep.FIRST, columns);
  }

  /** The same with a choice of the row that is kept. All but the first sort the rows. */
  public DataFrame unique(Keep keep, String... columns) {
    Object[] names = self().schema().names().toArray();
    Window equal = partitionBy(columns.length == 0 ? names : columns);
    DataFrame rows =
        switch (keep) {
          // All are equal in this order: of such the first ones are found without sorting all.
          case FIRST -> marked(rowNumber().over(equal.orderBy(lit(true)))).filter(isOne());
          case LAST ->
              marked(rowNumber().over(equal))
                  .withColumns(count().over(equal).as(COUNT))
                  .filter(col(PLACE).eq(col(COUNT)));
          case NONE -> marked(count().over(equal)).filter(isOne());
        };
    return rows.select(names);
  }

  private DataFrame marked(Column mark) {
    return self().withColumns(mark.as(PLACE));
  }

  private static Column isOne() {
    return col(PLACE).eq(1);
  }

  /**
   * These rows, and then those of {@code other}: all columns that either has, found by name, first
   * those of this frame; null where a frame lacks one. See {@link DataFrame#union} for types.
   */
  public DataFrame unionByName(DataFrame other) {
    return new DataFrame(Unions.ofAny(List.of(self().plan(), other.plan()), SourceLine.here()));
  }

  /**
   * The different rows that {@code other} has too, in no specified order (INTERSECT). Columns are
   * found by name, and brought to common types.
   */
  public DataFrame intersect(DataFrame other) {
    return matched(self().distinct(), other, JoinKind.SEMI);
  }

  /**
   * The different rows that {@code other} lacks, in no specified order (EXCEPT). Columns are found
   * by name, and brought to common types.
   */
  public DataFrame except(DataFrame other) {
    return matched(self().distinct(), other, JoinKind.ANTI);
  }

  /**
   * {@link #intersect} with each row as often as in the frame that has it less often (INTERSECT
   * ALL). Both frames are sorted, on disk where memory is short.
   */
  public DataFrame intersectAll(DataFrame other) {
    return matched(numbered(self()), numbered(other), JoinKind.SEMI)
        .select(self().schema().names().toArray());
  }

  /**
   * {@link #except} with each row as often as this frame has it more often than {@code other}
   * (EXCEPT ALL). Both frames are sorted, on disk where memory is short.
   */
  public DataFrame exceptAll(DataFrame other) {
    return matched(numbered(self()), numbered(other), JoinKind.ANTI)
        .select(self().schema().names().toArray());
  }

  /* Equal rows are told apart by their numbers: a multiset is a set of those. */
  private static DataFrame numbered(DataFrame rows) {
    Object[] names = rows.schema().names().toArray();
    return rows.withColumns(rowNumber().over(partitionBy(names)).as(PLACE));
  }

  private static DataFrame matched(DataFrame rows, DataFrame other, JoinKind kind) {
    List<DataFrame> alike = Unions.alike(rows, other, SourceLine.here());
    List<String> names = rows.schema().names();
    JoinOn on = new JoinOn(names, names, Set.copyOf(names), List.of());
    return alike.getFirst().join(alike.getLast(), on, kind);
  }
}
