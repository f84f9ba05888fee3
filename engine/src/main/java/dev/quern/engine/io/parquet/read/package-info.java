/**
 * Parquet's column chunks decoded into vectors.
 *
 * <p>What is to be read comes from the package above as {@link
 * dev.quern.engine.io.parquet.read.RowGroupSpec}s; what was read goes out as batches of {@link
 * dev.quern.engine.io.parquet.read.ParquetBatchReader}. In between, per column chunk:
 *
 * <pre>
 *   PageInput        the chunk's bytes, read through a window
 *   PageCursor       page headers, checksums, decompression, the dictionary page
 *   DefinitionLevels which rows of a page are null, as bits
 *   FixedValues, ViewValues   one class per encoding: values of a page, a run at a time
 *   ColumnReader     cuts batches across pages, spreads values over the null rows
 *   RowRanges, PageLocations  the rows of pages that may match, and where those lie
 *   RowGroupReader   the columns of a filter first, the others where it wants a row
 * </pre>
 *
 * <p>A page is decompressed whole and decoded a batch at a time, so memory is bounded by one page a
 * column and one batch, however large the row group. Everything that a file says is checked before
 * it is used; {@link dev.quern.engine.io.parquet.read.CorruptPage} carries what was found wrong up
 * to the reader, which knows where it happened.
 */
@NullMarked
package dev.quern.engine.io.parquet.read;

import org.jspecify.annotations.NullMarked;
