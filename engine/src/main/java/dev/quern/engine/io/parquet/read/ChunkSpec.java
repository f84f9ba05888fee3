package dev.quern.engine.io.parquet.read;

import java.io.Serializable;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/**
 * One column of one row group: where its pages lie.
 *
 * @param column what the pages hold
 * @param codec how they are compressed
 * @param values how many rows they hold, nulls included
 * @param rows how many rows the row group has: the same, unless the column is nested
 * @param start the file position of the first page header
 * @param length the bytes of all pages with their headers
 * @param decompressed those bytes when decompressed, as the writer tells: for estimates only
 * @param offsetIndex where the index of its pages is; null when there is none
 */
public record ChunkSpec(
    ColumnSpec column,
    CompressionCodec codec,
    long values,
    long rows,
    long start,
    long length,
    long decompressed,
    @Nullable Place offsetIndex)
    implements Serializable {}
