package dev.quern.engine.io.parquet.read;

import java.util.Arrays;

/** Some rows of a row group, as ranges in order that do not touch. Immutable. */
public final class RowRanges {
  /** No rows. */
  public static final RowRanges NONE = new RowRanges(new long[0]);

  /* From, to, from, to. */
  private final long[] bounds;

  private RowRanges(long[] bounds) {
    this.bounds = bounds;
  }

  /** The first {@code rows} rows. */
  public static RowRanges first(long rows) {
    return rows == 0 ? NONE : new RowRanges(new long[] {0, rows});
  }

  /** How many ranges there are. */
  public int size() {
    return bounds.length / 2;
  }

  /** The first row of range {@code i}. */
  public long from(int i) {
    return bounds[2 * i];
  }

  /** The row behind range {@code i}. */
  public long to(int i) {
    return bounds[2 * i + 1];
  }

  /** The rows that are in {@code other} too. */
  public RowRanges and(RowRanges other) {
    Builder both = new Builder();
    int i = 0;
    int j = 0;
    while (i < size() && j < other.size()) {
      both.add(Math.max(from(i), other.from(j)), Math.min(to(i), other.to(j)));
      if (to(i) < other.to(j)) {
        i++;
      } else {
        j++;
      }
    }
    return both.build();
  }

  /** The rows that are in this or in {@code other}. */
  public RowRanges or(RowRanges other) {
    Builder either = new Builder();
    int i = 0;
    int j = 0;
    long done = 0;
    while (i < size() || j < other.size()) {
      boolean mine = j == other.size() || (i < size() && from(i) <= other.from(j));
      long from = mine ? from(i) : other.from(j);
      long to = mine ? to(i++) : other.to(j++);
      either.add(Math.max(from, done), to);
      done = Math.max(done, to);
    }
    return either.build();
  }

  @Override
  public String toString() {
    return Arrays.toString(bounds);
  }

  /** Puts ranges together that come in order. */
  public static final class Builder {
    private long[] bounds = new long[8];
    private int size;

    /** Nothing yet. */
    public Builder() {}

    /** Adds the rows from {@code from} to before {@code to}; none if that is not behind it. */
    public void add(long from, long to) {
      if (from >= to) {
        return;
      }
      if (size > 0 && bounds[size - 1] == from) {
        bounds[size - 1] = to;
        return;
      }
      if (size == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * size);
      }
      bounds[size++] = from;
      bounds[size++] = to;
    }

    /** What was added. */
    public RowRanges build() {
      return size == 0 ? NONE : new RowRanges(Arrays.copyOf(bounds, size));
    }
  }
}
