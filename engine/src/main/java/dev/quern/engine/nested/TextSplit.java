package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.text.Utf8;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a text between separators, as a list; long ones share the text's memory. The empty
 * text is one empty part; an empty separator stands between all characters.
 */
record TextSplit(String separator) implements VectorFunction {
  @Override
  public String label() {
    return "split";
  }

  @Override
  public String call(List<String> arguments) {
    return "split(%s, '%s')".formatted(arguments.getFirst(), separator);
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() != DType.UTF8) {
      throw new PlanException("split needs text, but gets " + arguments.getFirst());
    }
    return DType.list(DType.UTF8);
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    ColumnVector texts = arguments.getFirst();
    NativeBuffer spans = budget.allocateZeroed((long) Spans.BYTES * rows);
    @Nullable NativeBuffer valid = null;
    try (Parts parts = new Parts(budget, texts)) {
      byte[] between = separator.getBytes(StandardCharsets.UTF_8);
      for (int row = 0; row < rows; row++) {
        if (!texts.isNull(row)) {
          int first = parts.count();
          parts.split(row, between);
          Spans.set(spans.segment(), row, first, parts.count() - first);
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

  /** The parts of all texts: views that grow by doubling. */
  private static final class Parts implements AutoCloseable {
    private final MemoryBudget budget;
    private final ColumnVector texts;
    private final MemorySegment[] heaps;
    private byte[] text = new byte[256];
    private @Nullable NativeBuffer views;
    private int capacity;
    private int count;

    Parts(MemoryBudget budget, ColumnVector texts) {
      this.budget = budget;
      this.texts = texts;
      this.heaps = texts.heaps().segments();
      this.capacity = Math.max(64, 2 * texts.length());
      this.views = budget.allocate((long) Views.BYTES * capacity);
    }

    int count() {
      return count;
    }

    void split(int row, byte[] separator) {
      long place = Slots.high(texts.values(), row);
      int length = (int) Slots.low(texts.values(), row);
      boolean inline = length <= Views.INLINE;
      MemorySegment source = inline ? texts.values() : heaps[(int) place];
      long start = inline ? (long) Views.BYTES * row + 4 : place >>> 32;
      if (text.length < length) {
        text = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2L * length)];
      }
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, start, text, 0, length);
      int from = 0;
      while (true) {
        int to =
            separator.length == 0
                ? nextCharacter(from, length)
                : Utf8.find(text, from, length, separator, separator.length);
        if (to < 0) {
          break;
        }
        add(place, from, to - from);
        from = to + separator.length;
      }
      add(place, from, length - from);
    }

    /* Behind the character at `from`; -1 when that is the last one. */
    private int nextCharacter(int from, int length) {
      int to = from + 1;
      while (to < length && (text[to] & 0xC0) == 0x80) {
        to++;
      }
      return to < length ? to : -1;
    }

    private void add(long place, int from, int size) {
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
      NativeBuffer there = java.util.Objects.requireNonNull(views);
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

    ColumnVector build() {
      NativeBuffer done = java.util.Objects.requireNonNull(views);
      views = null;
      return ColumnVector.views(DType.UTF8, count, done, null, texts.heaps().retain());
    }

    @Override
    public void close() {
      ListVectors.close(views);
    }
  }
}
