package dev.quern.engine.io;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A condition that every wanted row meets, of a kind that statistics can decide. */
public sealed interface ScanPredicate extends Serializable permits ColumnPredicate, AnyOf {

  /** What is known of a condition on a column before rows are looked at. */
  enum Verdict {
    /** Rows that meet it and others may be there. */
    OPEN,
    /** All rows meet it, or nothing will tell which do. */
    HOLDS,
    /** No row meets it. */
    FAILS
  }

  /** The columns that it looks at. */
  Stream<String> columns();

  /**
   * What is left of conditions that a row must meet all of, given what is known of those on
   * columns; empty when no row meets them.
   */
  static Optional<List<ScanPredicate>> left(
      List<ScanPredicate> all, Function<ColumnPredicate, Verdict> known) {
    List<ScanPredicate> left = new ArrayList<>();
    for (ScanPredicate predicate : all) {
      switch (predicate) {
        case ColumnPredicate one -> {
          Verdict verdict = known.apply(one);
          if (verdict == Verdict.FAILS) {
            return Optional.empty();
          }
          if (verdict == Verdict.OPEN) {
            left.add(one);
          }
        }
        case AnyOf(List<List<ScanPredicate>> branches) -> {
          List<List<ScanPredicate>> possible =
              branches.stream().flatMap(branch -> left(branch, known).stream()).toList();
          if (possible.isEmpty()) {
            return Optional.empty();
          }
          if (possible.size() == 1) {
            left.addAll(possible.getFirst());
          } else if (possible.stream().noneMatch(List::isEmpty)) {
            left.add(new AnyOf(possible));
          }
        }
      }
    }
    return Optional.of(left);
  }
}
