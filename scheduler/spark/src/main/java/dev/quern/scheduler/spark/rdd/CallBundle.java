package dev.quern.scheduler.spark.rdd;

import org.apache.spark.Partition;

/**
 * Single calls that one Spark task carries out, one after the other.
 *
 * @param index its number among the partitions
 * @param calls the calls as bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its number alone
public record CallBundle(int index, byte[][] calls) implements Partition {
  @Override
  public boolean equals(Object other) {
    return other instanceof CallBundle bundle && bundle.index == index;
  }

  @Override
  public int hashCode() {
    return index;
  }
}
