package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Categoricals as the texts of their names: a value's code is the slot of its name. */
final class CategoryEncoder extends ValueEncoder {
  private static final int BLOCK = 1024;

  private final CategoricalType type;
  private final MemoryBudget budget;
  private final TextEncoder texts;
  private @Nullable ColumnVector names;
  private final int[] block = new int[BLOCK];

  CategoryEncoder(CategoricalType type, int dictionaryLimit, MemoryBudget budget) {
    this.type = type;
    this.budget = budget;
    this.texts = new TextEncoder(PrimitiveType.UTF8, dictionaryLimit, budget);
  }

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    for (int at = from; at < to; at += BLOCK) {
      int count = load(flat, slots, at, to);
      int taken = texts.plain(names(), block, 0, count, out, limit);
      if (taken < count) {
        return at + taken - from;
      }
    }
    return to - from;
  }

  @Override
  int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at) {
    for (int done = 0; done < n; done += BLOCK) {
      int count = load(flat, slots, done, n);
      int taken = texts.intern(names(), block, count, codes, at + done);
      if (taken < count) {
        return done + taken;
      }
    }
    return n;
  }

  @Override
  int intern(ColumnVector flat, int slot) {
    return texts.intern(names(), Slots.int32(flat.values(), slot));
  }

  /* Made with the first value, so that there is nothing to free before. */
  private ColumnVector names() {
    ColumnVector made = names;
    if (made == null) {
      made = Categories.names(budget, type);
      names = made;
    }
    return made;
  }

  /* The slots of the names of the next values. */
  private int load(ColumnVector flat, int[] slots, int from, int to) {
    int count = Math.min(BLOCK, to - from);
    for (int i = 0; i < count; i++) {
      block[i] = Slots.int32(flat.values(), slots[from + i]);
    }
    return count;
  }

  @Override
  int dictionarySize() {
    return texts.dictionarySize();
  }

  @Override
  long dictionaryBytes() {
    return texts.dictionaryBytes();
  }

  @Override
  void dictionary(GrowableBuffer out) {
    texts.dictionary(out);
  }

  @Override
  long decodedBytes(int[] codes, int n) {
    return texts.decodedBytes(codes, n);
  }

  @Override
  void decode(int[] codes, int n, GrowableBuffer out) {
    texts.decode(codes, n, out);
  }

  @Override
  @Nullable Bounds endPage(int[] codes, int n) {
    return texts.endPage(codes, n);
  }

  @Override
  @Nullable Bounds bounds() {
    return texts.bounds();
  }

  @Override
  void clear() {
    texts.clear();
  }

  @Override
  public void close() {
    texts.close();
    if (names != null) {
      names.close();
    }
  }
}
