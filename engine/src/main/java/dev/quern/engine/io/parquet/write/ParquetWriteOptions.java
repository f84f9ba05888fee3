package dev.quern.engine.io.parquet.write;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.List;

/**
 * How a Parquet file is laid out.
 *
 * @param compression how pages are compressed
 * @param level the compression level of zstd (1 to 22) and gzip (1 to 9); others ignore it
 * @param rowGroupRows the most rows of a row group, which is what readers work on in parallel
 * @param rowGroupBytes the encoded bytes at which a row group ends earlier: bounds the memory of
 *     the writer
 * @param pageRows the most rows of a page
 * @param pageBytes about the most bytes of a page before compression; a single longer value still
 *     makes one page
 * @param dictionary whether columns with few distinct values become codes into a dictionary
 * @param dictionaryBytes the size beyond which a dictionary is given up for the rest of its chunk
 * @param statistics whether the file tells the least and greatest value of each column chunk and,
 *     but for lists, of each page
 * @param checksums whether pages carry a CRC-32
 * @param bloomFilters the columns that get a Bloom filter a row group, by which readers that look
 *     for one of their values leave out row groups without it: worth it for columns that are looked
 *     up and not sorted. A field of a struct is named by its path, {@code s.x}. One value in a
 *     hundred is taken for being there by mistake; a filter has 1 MiB at most, and a row group with
 *     more different values than that can tell apart has none
 */
public record ParquetWriteOptions(
    Compression compression,
    int level,
    int rowGroupRows,
    long rowGroupBytes,
    int pageRows,
    int pageBytes,
    boolean dictionary,
    int dictionaryBytes,
    boolean statistics,
    boolean checksums,
    List<String> bloomFilters)
    implements Serializable {

  /**
   * zstd at level 1, row groups of 122,880 rows or 128 MiB, pages of 20,000 rows or 1 MiB,
   * dictionaries up to 1 MiB, statistics and checksums, no Bloom filters.
   */
  public static final ParquetWriteOptions DEFAULT =
      new ParquetWriteOptions(
          Compression.ZSTD,
          1,
          122_880,
          128L << 20,
          20_000,
          1 << 20,
          true,
          1 << 20,
          true,
          true,
          List.of());

  private static final int MAX_PAGE_BYTES = 1 << 28;
  private static final int MAX_PAGE_ROWS = 1 << 24;

  /** Checks the ranges. */
  public ParquetWriteOptions {
    bloomFilters = List.copyOf(bloomFilters);
    int highest = compression == Compression.GZIP ? 9 : 22;
    check(level >= 1 && level <= highest, "compression level", level, "1 to " + highest);
    check(rowGroupRows > 0, "row group rows", rowGroupRows, "at least 1");
    check(rowGroupBytes > 0, "row group bytes", rowGroupBytes, "at least 1");
    check(
        pageRows > 0 && pageRows <= MAX_PAGE_ROWS, "page rows", pageRows, "1 to " + MAX_PAGE_ROWS);
    check(
        pageBytes >= 64 && pageBytes <= MAX_PAGE_BYTES,
        "page bytes",
        pageBytes,
        "64 to " + MAX_PAGE_BYTES);
    check(
        dictionaryBytes >= 0 && dictionaryBytes <= MAX_PAGE_BYTES,
        "dictionary bytes",
        dictionaryBytes,
        "0 to " + MAX_PAGE_BYTES);
  }

  /** These options with another compression, at its usual level. */
  public ParquetWriteOptions withCompression(Compression other) {
    return withCompression(other, other == Compression.GZIP ? 6 : 1);
  }

  /** These options with another compression. */
  public ParquetWriteOptions withCompression(Compression other, int otherLevel) {
    return new ParquetWriteOptions(
        other,
        otherLevel,
        rowGroupRows,
        rowGroupBytes,
        pageRows,
        pageBytes,
        dictionary,
        dictionaryBytes,
        statistics,
        checksums,
        bloomFilters);
  }

  /** These options with other bounds of a row group. */
  public ParquetWriteOptions withRowGroups(int rows, long bytes) {
    return new ParquetWriteOptions(
        compression,
        level,
        rows,
        bytes,
        pageRows,
        pageBytes,
        dictionary,
        dictionaryBytes,
        statistics,
        checksums,
        bloomFilters);
  }

  /** These options with other bounds of a page. */
  public ParquetWriteOptions withPages(int rows, int bytes) {
    return new ParquetWriteOptions(
        compression,
        level,
        rowGroupRows,
        rowGroupBytes,
        rows,
        bytes,
        dictionary,
        dictionaryBytes,
        statistics,
        checksums,
        bloomFilters);
  }

  /** These options with dictionaries of up to {@code bytes}; 0 for none. */
  public ParquetWriteOptions withDictionary(int bytes) {
    return new ParquetWriteOptions(
        compression,
        level,
        rowGroupRows,
        rowGroupBytes,
        pageRows,
        pageBytes,
        bytes > 0,
        bytes,
        statistics,
        checksums,
        bloomFilters);
  }

  /** These options with Bloom filters of these columns. */
  public ParquetWriteOptions withBloomFilters(List<String> columns) {
    return new ParquetWriteOptions(
        compression,
        level,
        rowGroupRows,
        rowGroupBytes,
        pageRows,
        pageBytes,
        dictionary,
        dictionaryBytes,
        statistics,
        checksums,
        columns);
  }

  /**
   * Checks that files of {@code schema} can be written so.
   *
   * @throws PlanException when a column is to have a Bloom filter that is not there, or has no
   *     values that are looked up
   */
  public void checkFits(Schema schema) {
    if (bloomFilters.isEmpty()) {
      return;
    }
    List<String> able =
        schema.fields().stream()
            .flatMap(column -> LeafField.of(column).stream())
            .filter(LeafField::canHaveBloomFilter)
            .map(leaf -> leaf.field().name())
            .toList();
    for (String column : bloomFilters) {
      if (!able.contains(column)) {
        throw new PlanException(
            "no Bloom filter of column '%s': those of %s can have one".formatted(column, able));
      }
    }
  }

  private static void check(boolean right, String what, long value, String range) {
    if (!right) {
      throw new PlanException(
          "Parquet options: %s of %d; it may be %s".formatted(what, value, range));
    }
  }
}
