package dev.quern.engine.io.parquet.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** What the footer will tell of the column chunk under construction: counted page by page. */
final class ChunkMetadata {
  private final LeafField leaf;
  private final ParquetWriteOptions options;
  private int dictionaryPages;
  private int plainPages;
  private long rows;
  private long values;
  private long uncompressed;

  ChunkMetadata(LeafField leaf, ParquetWriteOptions options) {
    this.leaf = leaf;
    this.options = options;
  }

  /** Whether a page of codes was written, so that there must be a dictionary. */
  boolean hasDictionaryPages() {
    return dictionaryPages > 0;
  }

  /** Counts a data page. */
  void addPage(Encoding encoding, int pageRows, int pageValues, long uncompressedBytes) {
    if (encoding == Encoding.RLE_DICTIONARY) {
      dictionaryPages++;
    } else {
      plainPages++;
    }
    rows += pageRows;
    values += pageValues;
    uncompressed += uncompressedBytes;
  }

  /** Counts the dictionary page. */
  void addDictionary(long uncompressedBytes) {
    uncompressed += uncompressedBytes;
  }

  /** The footer's entry of a chunk that was written at {@code start}; counting begins anew. */
  ColumnMetaData finish(
      long start, long dictionaryBytes, long totalBytes, ValueEncoder.@Nullable Bounds bounds) {
    ColumnMetaData data =
        new ColumnMetaData(
            PhysicalSchema.physical(leaf.field().type()),
            encodings(),
            leaf.path(),
            options.compression().codec(),
            rows,
            uncompressed,
            totalBytes,
            start + dictionaryBytes);
    if (dictionaryPages > 0) {
      data.setDictionary_page_offset(start);
    }
    data.setEncoding_stats(encodingStats());
    if (options.statistics()) {
      data.setStatistics(statistics(bounds));
    }
    dictionaryPages = 0;
    plainPages = 0;
    rows = 0;
    values = 0;
    uncompressed = 0;
    return data;
  }

  private List<Encoding> encodings() {
    List<Encoding> encodings = new ArrayList<>(3);
    encodings.add(Encoding.PLAIN);
    encodings.add(Encoding.RLE);
    if (dictionaryPages > 0) {
      encodings.add(Encoding.RLE_DICTIONARY);
    }
    return encodings;
  }

  private List<PageEncodingStats> encodingStats() {
    List<PageEncodingStats> stats = new ArrayList<>(3);
    if (dictionaryPages > 0) {
      stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
      stats.add(
          new PageEncodingStats(PageType.DATA_PAGE, Encoding.RLE_DICTIONARY, dictionaryPages));
    }
    if (plainPages > 0) {
      stats.add(new PageEncodingStats(PageType.DATA_PAGE, Encoding.PLAIN, plainPages));
    }
    return stats;
  }

  private Statistics statistics(ValueEncoder.@Nullable Bounds bounds) {
    Statistics statistics = new Statistics().setNull_count(rows - values);
    if (bounds != null) {
      statistics.setMin_value(bounds.min()).setIs_min_value_exact(bounds.minExact());
      byte[] max = bounds.max();
      if (max != null) {
        statistics.setMax_value(max).setIs_max_value_exact(bounds.maxExact());
      }
    }
    return statistics;
  }
}
