/**
 * Files in folders that are named after the values of columns, as Hive lays them out: {@code
 * sales/year=2024/month=3/part-0.parquet}. {@link dev.quern.engine.io.hive.HiveSource} is a source
 * made of others, one for each combination of values; {@link
 * dev.quern.engine.io.hive.FileNameSource} adds the path itself as a column; {@link
 * dev.quern.engine.io.hive.PartitionFolder} names the folders that writers put files into.
 */
@NullMarked
package dev.quern.engine.io.hive;

import org.jspecify.annotations.NullMarked;
