package dev.quern.engine.io;

import java.util.List;
import java.util.stream.Stream;

/**
 * Several lists of conditions, all of one of which a row meets.
 *
 * @param branches the lists, none of them empty
 */
public record AnyOf(List<List<ScanPredicate>> branches) implements ScanPredicate {

  /** Copies the lists. */
  public AnyOf {
    branches = branches.stream().map(List::copyOf).toList();
  }

  @Override
  public Stream<String> columns() {
    return branches.stream().flatMap(List::stream).flatMap(ScanPredicate::columns);
  }
}
