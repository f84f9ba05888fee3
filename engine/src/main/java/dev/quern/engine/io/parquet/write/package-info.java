/**
 * Parquet out: batches become column chunks of compressed pages, row group by row group.
 *
 * <pre>
 *   Batch -> ParquetSink            cuts rows into row groups, owns the file and the footer
 *              OrderCheck           whether rows are in the order that the file is to declare
 *              ColumnChunkWriter    one a column: cuts pages, chooses dictionary or plain
 *                ValueEncoder       what depends on the type: plain bytes, dictionary, min and max
 *                DefinitionLevels   which rows are null
 *                BloomFilterBuilder which values there are, of columns that are looked up
 *              PageCompressor       one page at a time
 * </pre>
 *
 * <p>Values come from column vectors, a dictionary-encoded one with its codes, and go to an {@link
 * dev.quern.engine.io.OutputFile}, which appears under its name when all of it is written. The same
 * batches with the same options give the same bytes, however they are cut.
 */
@NullMarked
package dev.quern.engine.io.parquet.write;

import org.jspecify.annotations.NullMarked;
