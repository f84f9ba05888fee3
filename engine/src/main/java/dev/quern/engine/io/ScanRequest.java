package dev.quern.engine.io;

import java.util.List;

/**
 * What a query needs from a source.
 *
 * @param columns the columns to read, in the order wanted; may be empty (rows are only counted)
 * @param predicates conditions that every wanted row meets, all of them: a source may use them to
 *     skip pieces by statistics, and need not filter by them exactly
 */
public record ScanRequest(List<String> columns, List<ScanPredicate> predicates) {

  /** Copies the lists. */
  public ScanRequest {
    columns = List.copyOf(columns);
    predicates = List.copyOf(predicates);
  }

  /** These columns of all rows. */
  public static ScanRequest of(List<String> columns) {
    return new ScanRequest(columns, List.of());
  }
}
