/**
 * Parquet files as a {@link dev.quern.engine.io.Source}: footers, schemas and statistics.
 *
 * <p>{@link dev.quern.engine.io.parquet.ParquetSource} reads the footers of its files when it is
 * made, maps their schemas to Quern's, and answers a scan request with splits of whole row groups,
 * leaving out what statistics exclude. What Bloom filters and page indexes can exclude, a split
 * finds out when it is read, and also what is only asked for then ({@code GroupSelection}). A split
 * carries all that its reader needs, which is in the package {@code read} below; so it can be read
 * by any thread or process that reaches the file.
 */
@NullMarked
package dev.quern.engine.io.parquet;

import org.jspecify.annotations.NullMarked;
