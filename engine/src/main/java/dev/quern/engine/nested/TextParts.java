package dev.quern.engine.nested;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists of parts of texts in the making: views, that grow by doubling, into the memory of the
 * texts.
 */
final class TextParts implements AutoCloseable {
  /** Adds the parts of a text, which it is given as bytes. */
  interface Cutter {
    void cut(byte[] text, int length, TextParts parts);
  }

  private final MemoryBudget budget;
  private final ColumnVector texts;
  private final MemorySegment[] heaps;
  private byte[] text = new byte[256];
  private long place;
  private @Nullable NativeBuffer views;
  private int capacity;
  private int count;

  private TextParts(MemoryBudget budget, ColumnVector texts) {
    this.budget = budget;
    this.texts = texts;
    this.heaps = texts.heaps().segments();
    this.capacity = Math.max(64, 2 * texts.length());
    this.views = budget.allocate((long) Views.BYTES * capacity);
  }

  /** A list for each of {@code texts}, null where the text is; owned by the caller. */
  static ColumnVector of(MemoryBudget budget, ColumnVector texts, Cutter cutter) {
    int rows = texts.length();
    NativeBuffer spans = budget.allocateZeroed((long) Spans.BYTES * rows);
    @Nullable NativeBuffer valid = null;
    try (TextParts parts = new TextParts(budget, texts)) {
      for (int row = 0; row < rows; row++) {
        if (!texts.isNull(row)) {
          int first = parts.count;
          int bytes = parts.load(row);
          cutter.cut(parts.text, bytes, parts);
          int length = parts.count - first;
          Spans.set(spans.segment(), row, length == 0 ? 0 : first, length);
        }
      }
      valid = Selections.copyValidity(budget, texts);
      return ColumnVector.list(rows, spans, valid, parts.build());
    } catch (RuntimeException | Error e) {
      spans.close();
      ListVectors.close(valid);
      throw e;
    }
  }

  /* The bytes of a text, of which the parts are then; returns how many they are. */
  private int load(int row) {
    place = Slots.high(texts.values(), row);
    int length = (int) Slots.low(texts.values(), row);
    boolean inline = length <= Views.INLINE;
    MemorySegment source = inline ? texts.values() : heaps[(int) place];
    long start = inline ? (long) Views.BYTES * row + 4 : place >>> 32;
    if (text.length < length) {
      text = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2L * length)];
    }
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, start, text, 0, length);
    return length;
  }

  /** Adds the bytes {@code from} to {@code to - 1} of the text. */
  void add(int from, int to) {
    int size = to - from;
    NativeBuffer target = room();
    long word = size;
    long second = 0;
    for (int i = 0; i < Math.min(size, Views.INLINE); i++) {
      long octet = text[from + i] & 0xFFL;
      if (i < 4) {
        word |= octet << (32 + 8 * i);
      } else {
        second |= octet << (8 * (i - 4));
      }
    }
    if (size > Views.INLINE) {
      second = place + ((long) from << 32);
    }
    Slots.setWide(target.segment(), count++, second, word);
  }

  private NativeBuffer room() {
    NativeBuffer there = Objects.requireNonNull(views);
    if (count < capacity) {
      return there;
    }
    int larger = Math.multiplyExact(capacity, 2);
    NativeBuffer grown = budget.allocate((long) Views.BYTES * larger);
    MemorySegment.copy(there.segment(), 0, grown.segment(), 0, (long) Views.BYTES * count);
    there.close();
    views = grown;
    capacity = larger;
    return grown;
  }

  private ColumnVector build() {
    NativeBuffer done = Objects.requireNonNull(views);
    views = null;
    return ColumnVector.views(DType.UTF8, count, done, null, texts.heaps().retain());
  }

  @Override
  public void close() {
    ListVectors.close(views);
  }
}
