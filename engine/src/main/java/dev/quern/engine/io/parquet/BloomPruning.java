package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.bloom.BloomFilter;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.io.parquet.read.Place;
import dev.quern.engine.io.parquet.read.RowRanges;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a row group can hold a row that equals one of some constants, by the Bloom filter of its
 * column chunk. A filter that does not parse or is of an unknown kind decides nothing.
 *
 * @param predicate says which constants
 * @param column the column
 * @param place where the filter begins, and how long it is at most
 * @param exact whether it is as long as that
 */
record BloomPruning(ColumnPredicate predicate, ColumnSpec column, Place place, boolean exact)
    implements RowPruning {
  /* Each may be held to be there by mistake: of more, one nearly always is. */
  private static final int MOST_CONSTANTS = 256;

  /** What decides by the filter of a column chunk; empty if nothing does. */
  static Optional<BloomPruning> of(ChunkOutline chunk, ColumnPredicate predicate) {
    boolean fits =
        switch (predicate.comparison()) {
          case EQUAL -> true;
          case IN ->
              predicate.value() instanceof List<?> several && several.size() <= MOST_CONSTANTS;
          default -> false;
        };
    Place place = chunk.bloomFilter();
    return !fits || place == null
        ? Optional.empty()
        : Optional.of(new BloomPruning(predicate, chunk.column(), place, chunk.bloomIsExact()));
  }

  @Override
  public @Nullable RowRanges select(InputFile file) {
    return mayMatch(file) ? null : RowRanges.NONE;
  }

  /** Reads of the filter what tells of the constants. */
  boolean mayMatch(InputFile file) {
    BloomFilter filter = BloomFilter.open(file, place, exact);
    if (filter == null) {
      return true;
    }
    List<?> constants =
        predicate.comparison() == Comparison.IN
            ? (List<?>) predicate.value()
            : List.of(predicate.value());
    for (Object constant : constants) {
      List<byte[]> stored = PlainConstant.of(column, constant);
      if (stored.isEmpty() || stored.stream().anyMatch(filter::mayContain)) {
        return true;
      }
    }
    return false;
  }
}
