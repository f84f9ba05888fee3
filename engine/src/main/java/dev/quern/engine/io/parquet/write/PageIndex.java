package dev.quern.engine.io.parquet.write;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;

/**
 * The index of the pages of the column chunk under construction: where they lie, and the bounds of
 * each. The bounds are left out of the file where a page has none that can be told, since the
 * format knows only pages that have bounds and pages of nulls.
 */
final class PageIndex {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private List<PageLocation> locations = new ArrayList<>();
  private List<Boolean> nullPages = new ArrayList<>();
  private List<ByteBuffer> least = new ArrayList<>();
  private List<ByteBuffer> greatest = new ArrayList<>();
  private List<Long> nulls = new ArrayList<>();
  private boolean bounded = true;
  private long rows;

  /**
   * Adds a page.
   *
   * @param start where it begins, counted from the first page
   * @param length its bytes with its header
   * @param pageValues how many of its rows are not null
   * @param bounds their bounds; null when there is nothing to tell
   */
  void add(
      long start, long length, int pageRows, int pageValues, ValueEncoder.@Nullable Bounds bounds) {
    locations.add(new PageLocation(start, Math.toIntExact(length), rows));
    rows += pageRows;
    byte[] max = bounds == null ? null : bounds.max();
    bounded &= pageValues == 0 || max != null;
    nullPages.add(pageValues == 0);
    nulls.add((long) pageRows - pageValues);
    least.add(bounds == null ? NOTHING : ByteBuffer.wrap(bounds.min()));
    greatest.add(max == null ? NOTHING : ByteBuffer.wrap(max));
  }

  /** Where the pages lie in a file that has the first one at {@code start}. */
  OffsetIndex offsets(long start) {
    locations.forEach(page -> page.setOffset(page.getOffset() + start));
    return new OffsetIndex(locations);
  }

  /** Their bounds; null when those of a page cannot be told. */
  @Nullable ColumnIndex bounds() {
    return bounded
        ? new ColumnIndex(nullPages, least, greatest, BoundaryOrder.UNORDERED).setNull_counts(nulls)
        : null;
  }

  /** Begins the next chunk; what was told of this one stays as it is. */
  void clear() {
    locations = new ArrayList<>();
    nullPages = new ArrayList<>();
    least = new ArrayList<>();
    greatest = new ArrayList<>();
    nulls = new ArrayList<>();
    bounded = true;
    rows = 0;
  }
}
