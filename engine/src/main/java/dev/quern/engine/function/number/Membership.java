package dev.quern.engine.function.number;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a value is one of many constants, by a hash table of them.
 *
 * @param values of the type of the argument, as literals hold them: Long, Double, String, or
 *     BigDecimal for uint64
 */
public record Membership(List<Object> values) implements ScalarFunction {
  private static final Signature SIGNATURE = Signature.of(Parameter.ANY).gives(DType.BOOL);
  private static final int SHOWN = 10;

  /** Copies the list. */
  public Membership {
    values = List.copyOf(values);
  }

  @Override
  public String label() {
    return values.stream()
        .limit(SHOWN)
        .map(Object::toString)
        .collect(Collectors.joining(", ", "in [", values.size() > SHOWN ? ", ...]" : "]"));
  }

  @Override
  public String call(List<String> arguments) {
    return arguments.getFirst() + " " + label();
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public RowFunction bind(Known known) {
    DType type = known.types().getFirst();
    if (type.isView()) {
      Texts table = new Texts(values);
      return (in, out) -> {
        byte[] text = in.text(0);
        out.set(table.contains(text, in.length(0)));
      };
    }
    if (type.isFloating()) {
      Words table = new Words(values.stream().mapToLong(v -> bits((Double) v)).toArray());
      return (in, out) -> out.set(table.contains(bits(in.floating(0))));
    }
    Words table = new Words(values.stream().mapToLong(Membership::word).toArray());
    return (in, out) -> out.set(table.contains(in.whole(0)));
  }

  private static long word(Object value) {
    return value instanceof BigDecimal unsigned
        ? unsigned.toBigInteger().longValue()
        : (Long) value;
  }

  /* NaN is one value, and so is zero. */
  private static long bits(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }

  private static int slots(int values) {
    return Integer.highestOneBit(Math.max(1, values)) * 4;
  }

  /** Words by linear probing; 0 is kept apart, as it marks a free slot. */
  private static final class Words {
    private final long[] table;
    private final boolean zero;

    Words(long[] words) {
      table = new long[slots(words.length)];
      zero = Arrays.stream(words).anyMatch(word -> word == 0);
      for (long word : words) {
        int at = slot(word);
        while (table[at] != 0 && table[at] != word) {
          at = (at + 1) & (table.length - 1);
        }
        table[at] = word;
      }
    }

    boolean contains(long word) {
      if (word == 0) {
        return zero;
      }
      int at = slot(word);
      while (table[at] != 0) {
        if (table[at] == word) {
          return true;
        }
        at = (at + 1) & (table.length - 1);
      }
      return false;
    }

    private int slot(long word) {
      return (int) (XxHash64.ofLong(word, 0) & (table.length - 1));
    }
  }

  /** Texts by linear probing. */
  private static final class Texts {
    private static final byte[] FREE = {};

    private final byte[][] table;
    private final boolean empty;

    Texts(List<Object> texts) {
      table = new byte[slots(texts.size())][];
      Arrays.fill(table, FREE);
      empty = texts.contains("");
      for (Object text : texts) {
        byte[] bytes = ((String) text).getBytes(StandardCharsets.UTF_8);
        int at = slot(bytes, bytes.length);
        while (table[at].length != 0 && !Arrays.equals(table[at], bytes)) {
          at = (at + 1) & (table.length - 1);
        }
        table[at] = bytes;
      }
    }

    boolean contains(byte[] text, int length) {
      if (length == 0) {
        return empty;
      }
      int at = slot(text, length);
      while (table[at].length != 0) {
        if (Arrays.equals(table[at], 0, table[at].length, text, 0, length)) {
          return true;
        }
        at = (at + 1) & (table.length - 1);
      }
      return false;
    }

    private int slot(byte[] bytes, int length) {
      return (int) (XxHash64.bytes(bytes, length, 0) & (table.length - 1));
    }
  }
}
