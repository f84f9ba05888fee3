package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The distinct keys of some columns, numbered from 0 in order of first appearance.
 *
 * <p>Null is a key like any other, NaN equals NaN, -0.0 equals 0.0. Any column may be flat or
 * dictionary-encoded, and come now one way and now the other, with ever new dictionaries.
 *
 * <p>A row costs a few nanoseconds where the keys are small (see the package) or the hash table is
 * in cache, and a memory access or two beyond. A string over 12 bytes is looked up twice, in its
 * pool and then in the table, unless it comes in a dictionary. Not thread-safe while it is filled;
 * after that, any number of {@link KeyFinder}s may read it.
 */
public final class KeyTable implements AutoCloseable {
  /** The number of a key that is not in the table. */
  public static final int ABSENT = -1;

  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final KeyLayout layout;
  private final WordTable words;
  private final List<StringPool> pools;
  private final KeyProbe probe;
  private final int[] poolOf;

  /** An empty table of keys of these types, at most 64, in native memory of {@code budget}. */
  public KeyTable(MemoryBudget budget, List<DType> types) {
    this(budget, types, 0, true);
  }

  private KeyTable(MemoryBudget budget, List<DType> types, int expected, boolean direct) {
    this.layout = new KeyLayout(types);
    this.poolOf = new int[types.size()];
    this.pools = new ArrayList<>();
    this.words = new WordTable(budget, layout.words(), expected);
    this.probe = new KeyProbe(this, budget, direct);
    try {
      for (int c = 0; c < types.size(); c++) {
        if (types.get(c).isView()) {
          poolOf[c] = pools.size();
          pools.add(new StringPool(budget));
        }
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** A table of {@code words}, which it takes over, of keys without strings. */
  KeyTable(MemoryBudget budget, KeyLayout layout, WordTable words) {
    this.layout = layout;
    this.poolOf = new int[layout.columns()];
    this.pools = List.of();
    this.words = words;
    this.probe = new KeyProbe(this, budget, false);
  }

  /**
   * An empty table with room for some {@code expected} keys, which are scattered over their range,
   * as a share of keys by their hashes is: no small array of all values is tried.
   */
  public static KeyTable scattered(MemoryBudget budget, List<DType> types, int expected) {
    return new KeyTable(budget, types, expected, false);
  }

  /** How many distinct keys there are. */
  public int size() {
    return words.size();
  }

  /**
   * Writes the INT32 number of the key of each of the first {@code rows} rows to {@code numbers},
   * having added the keys that are new, in the order of the rows.
   */
  public void number(List<ColumnVector> keys, int rows, MemorySegment numbers) {
    widenForNulls(keys);
    probe.number(keys, rows, numbers);
  }

  /**
   * The same, but {@link #ABSENT} for keys that are not here; they are not added. To be called when
   * nothing is added any more.
   */
  public void known(List<ColumnVector> keys, int rows, MemorySegment numbers) {
    widenForNulls(keys);
    probe.known(keys, rows, numbers);
  }

  private void widenForNulls(List<ColumnVector> keys) {
    if (words.stride() == layout.words() && keys.stream().anyMatch(k -> k.nullCount() > 0)) {
      words.widen();
    }
  }

  /** Bytes of native memory that the keys take. */
  public long byteSize() {
    return words.byteSize() + pools.stream().mapToLong(StringPool::byteSize).sum();
  }

  /** The distinct keys as columns, a row a number; owned by the caller. */
  public List<ColumnVector> columns(MemoryBudget budget) {
    List<ColumnVector> columns = new ArrayList<>(layout.columns());
    try {
      for (int c = 0; c < layout.columns(); c++) {
        columns.add(KeyColumns.unpack(budget, this, c));
      }
      return columns;
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** A reader for one thread; the table must not be added to from now on. */
  public KeyFinder finder(MemoryBudget budget) {
    return new Finder(new KeyProbe(this, budget, true));
  }

  KeyLayout layout() {
    return layout;
  }

  WordTable words() {
    return words;
  }

  StringPool pool(int column) {
    return pools.get(poolOf[column]);
  }

  /** Whether rows have a word of null flags. */
  boolean hasNulls() {
    return words.stride() > layout.words();
  }

  @Override
  public void close() {
    probe.close();
    words.close();
    pools.forEach(StringPool::close);
  }

  private static final class Finder implements KeyFinder {
    private final KeyProbe probe;

    Finder(KeyProbe probe) {
      this.probe = probe;
    }

    @Override
    public void find(List<ColumnVector> keys, int rows, MemorySegment numbers) {
      probe.find(keys, rows, numbers);
    }

    @Override
    public void close() {
      probe.close();
    }
  }
}
