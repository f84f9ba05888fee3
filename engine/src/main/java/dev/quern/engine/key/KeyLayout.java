package dev.quern.engine.key;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each key column's bits stand in the words of a row: as many columns to a word as fit, none
 * across two words but the 128-bit ones, which take two. Nulls are flags in one more word, which
 * tables add when the first null comes.
 */
final class KeyLayout {
  /** Null flags have one word. */
  static final int MOST_COLUMNS = 64;

  private final List<DType> types;
  private final int[] word;
  private final int[] shift;
  private final int words;

  KeyLayout(List<DType> types) {
    if (types.isEmpty() || types.size() > MOST_COLUMNS) {
      throw new PlanException(
          "%d key columns: a key has 1 to %d".formatted(types.size(), MOST_COLUMNS));
    }
    this.types = List.copyOf(types);
    this.word = new int[types.size()];
    this.shift = new int[types.size()];
    List<Integer> used = new ArrayList<>();
    for (int column = 0; column < types.size(); column++) {
      place(column, bits(types.get(column)), used);
    }
    this.words = used.size();
  }

  private void place(int column, int bits, List<Integer> used) {
    int home = bits > 64 ? used.size() : 0;
    while (home < used.size() && used.get(home) + bits > 64) {
      home++;
    }
    word[column] = home;
    if (home == used.size()) {
      used.add(Math.min(64, bits));
      if (bits > 64) {
        used.add(64);
      }
    } else {
      shift[column] = used.get(home);
      used.set(home, used.get(home) + bits);
    }
  }

  List<DType> types() {
    return types;
  }

  int columns() {
    return types.size();
  }

  /** The words of a row without null flags. */
  int words() {
    return words;
  }

  /** The first word with bits of {@code column}. */
  int word(int column) {
    return word[column];
  }

  /** How far the column's bits are shifted up in its word. */
  int shift(int column) {
    return shift[column];
  }

  /** The bits of a value of {@code column} that the word keeps, all at the low end. */
  long mask(int column) {
    int bits = bits(types.get(column));
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  /**
   * Puts the values of {@code column} where its bits stand in {@code rows}, which are zero there.
   *
   * @param n how many rows
   * @param stride how many words a row has
   * @param low the first word of each value
   * @param high the second one, if the column is wide
   */
  void pack(int column, int n, int stride, long[] low, long[] high, long[] rows) {
    int at = word(column);
    int shift = shift(column);
    long mask = mask(column);
    if (stride == 1) {
      for (int i = 0; i < n; i++) {
        rows[i] |= (low[i] & mask) << shift;
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      rows[i * stride + at] |= (low[i] & mask) << shift;
    }
    if (isWide(column)) {
      for (int i = 0; i < n; i++) {
        rows[i * stride + at + 1] = high[i];
      }
    }
  }

  /** Whether {@code column} takes two words. */
  boolean isWide(int column) {
    return isWide(types.get(column));
  }

  static boolean isWide(DType type) {
    return type.byteWidth() == 16;
  }

  /** Whether values are integers of up to 64 bits, whatever they mean. */
  static boolean isInteger(DType type) {
    return type.layout() == Layout.FIXED && !type.isFloating() && !isWide(type);
  }

  private static int bits(DType type) {
    return type.layout() == Layout.BITMAP ? 1 : 8 * type.byteWidth();
  }

  @Override
  public String toString() {
    return "KeyLayout[%s at %s, %d words]".formatted(types, Arrays.toString(word), words);
  }
}
