package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The key words of a dictionary's values, by code: worked out once for each dictionary, so that per
 * row only the code is touched.
 */
final class DictionaryWords implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final MemoryBudget budget;
  private @Nullable Object known;
  private @Nullable NativeBuffer words;

  DictionaryWords(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Makes this the words of {@code key}'s dictionary, loaded as column {@code c} of a probe. */
  @SuppressWarnings("ReferenceEquality")
  void fit(ColumnVector key, KeyProbe probe, int c, boolean insert) {
    if (known == key.dictionary().identity()) {
      return;
    }
    close();
    ColumnVector dictionary = key.dictionary();
    int size = dictionary.length();
    NativeBuffer buffer = budget.allocate(16L * size);
    words = buffer;
    MemorySegment out = buffer.segment();
    long[] first = new long[Math.min(size, KeyProbe.CHUNK)];
    long[] second = new long[Math.min(size, KeyProbe.CHUNK)];
    for (int from = 0; from < size; from += KeyProbe.CHUNK) {
      int n = Math.min(KeyProbe.CHUNK, size - from);
      probe.loadFlat(dictionary, c, from, n, insert, first, second);
      for (int i = 0; i < n; i++) {
        out.set(LONG, 16L * (from + i), first[i]);
        out.set(LONG, 16L * (from + i) + 8, second[i]);
      }
    }
    known = dictionary.identity();
  }

  /** The words of {@code n} rows. */
  void load(ColumnVector key, int from, int n, long[] first, long[] second) {
    NativeBuffer buffer = words;
    if (buffer == null) {
      throw new IllegalStateException("no dictionary");
    }
    MemorySegment codes = key.values();
    MemorySegment source = buffer.segment();
    if (key.dictionary().length() == 0) {
      // Only nulls have codes into nothing; what stands under them is masked.
      return;
    }
    for (int i = 0; i < n; i++) {
      long at = 16L * codes.get(INT, 4L * (from + i));
      first[i] = source.get(LONG, at);
      second[i] = source.get(LONG, at + 8);
    }
  }

  @Override
  public void close() {
    NativeBuffer old = words;
    words = null;
    known = null;
    if (old != null) {
      old.close();
    }
  }
}
