package dev.quern.engine.io.parquet;

import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.read.PageLocations;
import dev.quern.engine.io.parquet.read.Place;
import dev.quern.engine.io.parquet.read.RowRanges;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a row group lie in pages that can hold a row that meets a predicate, by the bounds
 * that the column index has for each page. An index that is missing, does not parse or contradicts
 * itself decides nothing.
 *
 * @param predicate the predicate
 * @param chunk its column, which is not nested
 * @param columnIndex where the bounds are
 */
record PagePruning(ColumnPredicate predicate, ChunkSpec chunk, Place columnIndex)
    implements RowPruning {

  /* What a column index has for each page; the counts of nulls may be missing. */
  private record PageBounds(
      List<Boolean> nullPages,
      List<ByteBuffer> least,
      List<ByteBuffer> greatest,
      @Nullable List<Long> nulls) {

    static @Nullable PageBounds of(ColumnIndex index) {
      List<Boolean> nullPages = index.getNull_pages();
      List<ByteBuffer> least = index.getMin_values();
      List<ByteBuffer> greatest = index.getMax_values();
      return nullPages == null || least == null || greatest == null
          ? null
          : new PageBounds(nullPages, least, greatest, index.getNull_counts());
    }

    boolean areOf(int count) {
      return nullPages.size() == count
          && least.size() == count
          && greatest.size() == count
          && (nulls == null || nulls.size() == count);
    }
  }

  /** What decides by the pages of a column chunk; empty without an index. */
  static Optional<PagePruning> of(ChunkOutline chunk, ColumnPredicate predicate) {
    Place columnIndex = chunk.columnIndex();
    return columnIndex == null || !chunk.ordered() || chunk.chunk().offsetIndex() == null
        ? Optional.empty()
        : Optional.of(new PagePruning(predicate, chunk.chunk(), columnIndex));
  }

  /** The rows of pages that can match. */
  @Override
  public @Nullable RowRanges select(InputFile file) {
    PageLocations pages = PageLocations.read(file, chunk);
    ColumnIndex index = pages == null ? null : columnIndex.parse(file, Util::readColumnIndex);
    PageBounds bounds = index == null ? null : PageBounds.of(index);
    if (pages == null || bounds == null || !isSound(bounds, pages)) {
      return null;
    }
    RowRanges.Builder ranges = new RowRanges.Builder();
    for (int i = 0; i < pages.size(); i++) {
      if (mayMatch(bounds, i, pages.firstRow(i + 1) - pages.firstRow(i))) {
        ranges.add(pages.firstRow(i), pages.firstRow(i + 1));
      }
    }
    return ranges.build();
  }

  /* Early parquet-mr, when it kept no statistics, called all pages null and their nulls -1. */
  private boolean isSound(PageBounds bounds, PageLocations pages) {
    if (!bounds.areOf(pages.size())) {
      return false;
    }
    for (int i = 0; i < pages.size(); i++) {
      long rows = pages.firstRow(i + 1) - pages.firstRow(i);
      boolean allNull = bounds.nullPages().get(i);
      List<Long> counts = bounds.nulls();
      long nulls = counts == null ? allNull ? rows : 0 : counts.get(i);
      if (nulls < 0
          || nulls > rows
          || (allNull && nulls < rows)
          || (nulls > 0 && !chunk.column().optional())) {
        return false;
      }
    }
    return true;
  }

  private boolean mayMatch(PageBounds bounds, int page, long rows) {
    List<Long> counts = bounds.nulls();
    long unknown = chunk.column().optional() ? -1 : 0;
    long nulls =
        bounds.nullPages().get(page) ? rows : counts == null ? unknown : (long) counts.get(page);
    return Pruning.mayMatch(predicate, rows, nulls, () -> values(bounds, page));
  }

  private @Nullable StatisticsBounds values(PageBounds bounds, int page) {
    // Byte strings may be cut short, whichever way they are stored.
    boolean exact =
        chunk.column().physical() != Type.BYTE_ARRAY
            && chunk.column().physical() != Type.FIXED_LEN_BYTE_ARRAY;
    return StatisticsBounds.of(
        chunk.column(),
        bytes(bounds.least().get(page)),
        bytes(bounds.greatest().get(page)),
        exact,
        chunk.column().type().isFloating());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
