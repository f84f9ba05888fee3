/**
 * Parquet's Bloom filters: what tells of a column chunk that a value is surely not in it.
 *
 * <p>A {@link dev.quern.engine.io.parquet.bloom.BloomFilterBuilder} gets the values of a column
 * chunk from the package {@code write} and writes the filter behind the row group; a {@link
 * dev.quern.engine.io.parquet.bloom.BloomFilter} is asked for the constants of a predicate when a
 * row group is opened. Values are known by the hash of their PLAIN encoding.
 */
@NullMarked
package dev.quern.engine.io.parquet.bloom;

import org.jspecify.annotations.NullMarked;
