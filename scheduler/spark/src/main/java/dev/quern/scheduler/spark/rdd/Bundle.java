package dev.quern.scheduler.spark.rdd;

import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.worker.UnitReads;
import java.util.List;
import org.apache.spark.Partition;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring units of a layer that one Spark task carries out, one after the other: all that only
 * that task has to know. A task of Spark's costs milliseconds, so a layer has some for each core of
 * the cluster, and not one for each of its units.
 */
public final class Bundle implements Partition {
  /** The most units of a bundle. */
  public static final int MOST_UNITS = 64;

  /** The most results and sections of results: a task has a file open for each while it writes. */
  public static final int MOST_FILES = 512;

  private final int number;
  private final int first;
  private final int width;
  private volatile byte[] @Nullable [] codes;
  private volatile UnitReads[] reads;
  private final int[] sections;

  /**
   * Bundle {@code number} of a layer.
   *
   * @param first the number of its first unit
   * @param width how many results each of its units has; only one that is alone has several
   * @param codes what its units do; null for those that pass on what they read
   * @param reads what they read
   * @param sections how many sections their results are written in; 0 for those written whole
   */
  public Bundle(
      int number,
      int first,
      int width,
      List<? extends TaskCodec.@Nullable Encoded> codes,
      List<UnitReads> reads,
      List<Integer> sections) {
    this.number = number;
    this.first = first;
    this.width = width;
    byte[] @Nullable [] bytes = new byte[codes.size()] @Nullable [];
    for (int i = 0; i < bytes.length; i++) {
      TaskCodec.Encoded code = codes.get(i);
      bytes[i] = code == null ? null : code.toBytes();
    }
    this.codes = bytes;
    this.reads = reads.toArray(UnitReads[]::new);
    this.sections = sections.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The most units of a bundle whose results have so many sections. */
  public static int mostUnits(int sections) {
    return Math.min(MOST_UNITS, MOST_FILES / new BundlePartitioner(1, sections).slots());
  }

  /* Spark keeps the partitions that it was given, and writes them anew for each task. */
  void become(Bundle other) {
    codes = other.codes;
    reads = other.reads;
  }

  /** How many units it has. */
  public int size() {
    return reads.length;
  }

  /** How many results each of its units has. */
  int width() {
    return width;
  }

  /** How many results its units have together. */
  public int results() {
    return size() * width;
  }

  /**
   * The number in its layer of the result at {@code position} here: that of its unit, as long as
   * each has one.
   */
  public int unit(int position) {
    return first + position;
  }

  TaskCodec.@Nullable Encoded code(int position) {
    byte[] code = codes[position];
    return code == null ? null : TaskCodec.Encoded.of(code);
  }

  UnitReads reads(int position) {
    return reads[position];
  }

  int sections(int position) {
    return sections[position];
  }

  @Override
  public int index() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bundle bundle && bundle.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
