package dev.quern.scheduler.spark.rdd;

import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.worker.UnitReads;
import org.apache.spark.Partition;
import org.jspecify.annotations.Nullable;

/** A unit as a partition of its layer: all that only the task which carries it out has to know. */
public final class UnitPartition implements Partition {
  private final int number;
  private final byte @Nullable [] code;
  private final UnitReads reads;

  /**
   * Unit {@code number} of a layer.
   *
   * @param code what it does; null when it passes on what it reads
   */
  public UnitPartition(int number, TaskCodec.@Nullable Encoded code, UnitReads reads) {
    this.number = number;
    this.code = code == null ? null : code.toBytes();
    this.reads = reads;
  }

  TaskCodec.@Nullable Encoded code() {
    return code == null ? null : TaskCodec.Encoded.of(code);
  }

  UnitReads reads() {
    return reads;
  }

  @Override
  public int index() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnitPartition unit && unit.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
