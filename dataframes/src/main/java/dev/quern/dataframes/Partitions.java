package dev.quern.dataframes;

import dev.quern.engine.graph.LazyChunks;

/**
 * The partitions of a frame, not computed yet, each a batch, and how many rows each has: what
 * arrays are made of.
 *
 * @param chunks the partitions, in the order of the rows
 * @param rows the number of rows of each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Partitions(LazyChunks chunks, long[] rows) {}
