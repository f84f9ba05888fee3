package dev.quern.scheduler.spark.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A unit in the making. */
final class Draft {
  private final int last;
  private final List<Integer> tasks = new ArrayList<>();
  private final TreeSet<Integer> reads = new TreeSet<>();
  private int readers;
  private boolean wanted;
  private boolean copied;
  private int depth;

  /** A unit that ends with task {@code last}. */
  Draft(int last) {
    this.last = last;
  }

  int last() {
    return last;
  }

  void addTask(int task) {
    tasks.add(task);
  }

  /** Notes that the result of {@code task}, the last of another unit, is read. */
  void addRead(int task) {
    reads.add(task);
  }

  void addReader() {
    readers++;
  }

  void want() {
    wanted = true;
  }

  /** Notes that those who read its result carry it out themselves. */
  void copy() {
    copied = true;
  }

  void setDepth(int newDepth) {
    depth = newDepth;
  }

  List<Integer> tasks() {
    return tasks;
  }

  /** The last tasks of the units that are read, ascending. */
  Iterable<Integer> reads() {
    return reads;
  }

  boolean isRead(int task) {
    return reads.contains(task);
  }

  int readers() {
    return readers;
  }

  int depth() {
    return depth;
  }

  boolean isWanted() {
    return wanted;
  }

  boolean isCopied() {
    return copied;
  }

  /** Whether the caller alone wants it, so that nothing has to be kept. */
  boolean isOnlyWanted() {
    return wanted && readers == 0;
  }
}
