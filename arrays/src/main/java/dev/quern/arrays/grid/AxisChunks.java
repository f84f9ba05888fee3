package dev.quern.arrays.grid;

import dev.quern.engine.PlanException;
import dev.quern.engine.graph.StructuralHash;
import java.util.Arrays;

/**
 * How one axis is cut: ascending positions from 0 to the axis' length.
 *
 * <pre>
 *   starts   0         4         8    10        length 10, chunks of 4, 4 and 2
 *            |    0    |    1    |  2  |
 * </pre>
 *
 * <p>An immutable value. Chunks are not empty, except for the only one of an axis of length 0.
 */
public final class AxisChunks implements StructuralHash.Content {
  private final long[] starts;

  private AxisChunks(long[] starts) {
    this.starts = starts;
  }

  /** An axis of {@code length} in chunks of {@code chunk}, the last one maybe smaller. */
  public static AxisChunks uniform(long length, long chunk) {
    if (chunk < 1) {
      throw new PlanException("a chunk has at least 1 element, not " + chunk);
    }
    long count = Math.max(1, Math.ceilDiv(length, chunk));
    if (count > 1 << 26) {
      throw new PlanException(
          "an axis of length %d in chunks of %d makes %d chunks: take larger ones"
              .formatted(length, chunk, count));
    }
    long[] starts = new long[(int) count + 1];
    for (int i = 0; i < count; i++) {
      starts[i] = i * chunk;
    }
    starts[(int) count] = length;
    return new AxisChunks(starts);
  }

  /** An axis in one chunk. */
  public static AxisChunks whole(long length) {
    return new AxisChunks(new long[] {0, length});
  }

  /** An axis in chunks of these sizes; empty ones are left out. */
  public static AxisChunks of(long... sizes) {
    long[] starts = new long[sizes.length + 1];
    int count = 0;
    for (long size : sizes) {
      if (size < 0) {
        throw new PlanException("a chunk of size " + size);
      }
      if (size > 0) {
        starts[count + 1] = starts[count] + size;
        count++;
      }
    }
    return new AxisChunks(Arrays.copyOf(starts, Math.max(count, 1) + 1));
  }

  /** The length of the axis. */
  public long length() {
    return starts[starts.length - 1];
  }

  /** The number of chunks, at least one. */
  public int count() {
    return starts.length - 1;
  }

  /** Where chunk {@code chunk} begins; for {@code count()} the length. */
  public long start(int chunk) {
    return starts[chunk];
  }

  /** The length of chunk {@code chunk}. */
  public long size(int chunk) {
    return starts[chunk + 1] - starts[chunk];
  }

  /** The sizes of all chunks in order, as a new array. */
  public long[] sizes() {
    long[] sizes = new long[count()];
    Arrays.setAll(sizes, this::size);
    return sizes;
  }

  /** The size of the largest chunk. */
  public long largest() {
    long largest = 0;
    for (int i = 0; i < count(); i++) {
      largest = Math.max(largest, size(i));
    }
    return largest;
  }

  /** The chunk that position {@code position} lies in. */
  public int find(long position) {
    int at = Arrays.binarySearch(starts, position);
    return at >= 0 ? Math.min(at, count() - 1) : -at - 2;
  }

  /** The axis cut wherever this or {@code other} is cut; both have the same length. */
  public AxisChunks refine(AxisChunks other) {
    if (equals(other)) {
      return this;
    }
    long[] cuts = new long[starts.length + other.starts.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < starts.length || j < other.starts.length) {
      long next =
          j == other.starts.length || (i < starts.length && starts[i] <= other.starts[j])
              ? starts[i++]
              : other.starts[j++];
      if (count == 0 || cuts[count - 1] < next) {
        cuts[count++] = next;
      }
    }
    return count == 1 ? this : new AxisChunks(Arrays.copyOf(cuts, count));
  }

  /** This axis with the chunks of {@code other} behind its own. */
  public AxisChunks then(AxisChunks other) {
    long[] sizes = Arrays.copyOf(sizes(), count() + other.count());
    System.arraycopy(other.sizes(), 0, sizes, count(), other.count());
    return of(sizes);
  }

  @Override
  public void addTo(StructuralHash hash) {
    hash.add((Object) starts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AxisChunks axis && Arrays.equals(starts, axis.starts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }

  /** The size of equal chunks, {@code 4}, or the first sizes, {@code 4+3+5+..}. */
  @Override
  public String toString() {
    boolean equal = true;
    for (int i = 1; i < count() - 1; i++) {
      equal &= size(i) == size(0);
    }
    if (equal && size(count() - 1) <= size(0)) {
      return Long.toString(size(0));
    }
    StringBuilder text = new StringBuilder().append(size(0));
    for (int i = 1; i < Math.min(count(), 4); i++) {
      text.append('+').append(size(i));
    }
    return text.append(count() > 4 ? "+.." : "").toString();
  }
}
