package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Where the data pages of a column chunk lie and which rows they have, as its offset index tells:
 * every page begins with a row.
 */
public final class PageLocations {
  private final long[] offsets;

  /* The first row of each page, and behind them the number of rows. */
  private final long[] rows;

  private PageLocations(long[] offsets, long[] rows) {
    this.offsets = offsets;
    this.rows = rows;
  }

  /** Those of {@code chunk}; null when it has none, or some that contradict themselves. */
  public static @Nullable PageLocations read(InputFile file, ChunkSpec chunk) {
    Place place = chunk.offsetIndex();
    OffsetIndex index = place == null ? null : place.parse(file, Util::readOffsetIndex);
    List<PageLocation> pages = index == null ? null : index.getPage_locations();
    return pages == null ? null : of(chunk, pages);
  }

  private static @Nullable PageLocations of(ChunkSpec chunk, List<PageLocation> pages) {
    int count = pages.size();
    long[] offsets = new long[count];
    long[] rows = new long[count + 1];
    rows[count] = chunk.rows();
    long end = chunk.start();
    for (int i = 0; i < count; i++) {
      PageLocation page = pages.get(i);
      offsets[i] = page.getOffset();
      rows[i] = page.getFirst_row_index();
      if (offsets[i] < end || page.getCompressed_page_size() <= 0) {
        return null;
      }
      end = offsets[i] + page.getCompressed_page_size();
    }
    boolean whole = count > 0 && rows[0] == 0 && end <= chunk.start() + chunk.length();
    for (int i = 0; i < count; i++) {
      whole &= rows[i] < rows[i + 1];
    }
    return whole ? new PageLocations(offsets, rows) : null;
  }

  /** How many pages there are. */
  public int size() {
    return offsets.length;
  }

  /** The first row of page {@code i}; of the number of pages, the number of rows. */
  public long firstRow(int i) {
    return rows[i];
  }

  /** How many rows page {@code i} has. */
  long rows(int i) {
    return rows[i + 1] - rows[i];
  }

  /** The file position of page {@code i}. */
  long offset(int i) {
    return offsets[i];
  }

  /** The page that holds {@code row}. */
  int pageOf(long row) {
    int found = Arrays.binarySearch(rows, row);
    return found >= 0 ? found : -found - 2;
  }

  /** The page at {@code offset}; negative when none begins there. */
  int pageAt(long offset) {
    return Arrays.binarySearch(offsets, offset);
  }
}
