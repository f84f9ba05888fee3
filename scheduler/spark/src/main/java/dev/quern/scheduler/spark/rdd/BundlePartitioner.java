package dev.quern.scheduler.spark.rdd;

import org.apache.spark.Partitioner;

/**
 * Where units' results stand in a shuffle: that of the third unit of each bundle is partition 2 of
 * what the bundle's task writes.
 */
final class BundlePartitioner extends Partitioner {
  private final int size;

  /** For bundles of {@code size} units; the last one may have fewer. */
  BundlePartitioner(int size) {
    this.size = size;
  }

  @Override
  public int numPartitions() {
    return size;
  }

  @Override
  public int getPartition(Object unit) {
    return (Integer) unit % size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundlePartitioner bundles && bundles.size == size;
  }

  @Override
  public int hashCode() {
    return size;
  }
}
