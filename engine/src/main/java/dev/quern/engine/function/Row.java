package dev.quern.engine.function;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A cursor on the arguments of one row. Text is copied into an array that the next row uses again:
 * functions work on plain bytes, and nothing is allocated per value.
 *
 * <p>An argument of one row stands for all rows: a constant.
 */
public final class Row {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private final MemorySegment[] values;
  private final MemorySegment[] validity;
  private final MemorySegment[][] heaps;
  private final int[] stride;
  private final int[] width;
  private final byte[][] text;
  private final boolean[] loaded;
  private int row;

  /**
   * A cursor before the first of {@code rows} rows; the arguments are flat, and stay open
   * meanwhile.
   */
  Row(List<ColumnVector> arguments, int rows) {
    int n = arguments.size();
    values = new MemorySegment[n];
    validity = new MemorySegment[n];
    heaps = new MemorySegment[n][];
    stride = new int[n];
    width = new int[n];
    text = new byte[n][32];
    loaded = new boolean[n];
    for (int i = 0; i < n; i++) {
      ColumnVector argument = arguments.get(i);
      values[i] = argument.values();
      validity[i] = argument.validityOrAll();
      heaps[i] = argument.heaps().segments();
      // Negative for unsigned integers.
      width[i] = argument.type().byteWidth() * (argument.type().isUnsigned() ? -1 : 1);
      stride[i] = argument.length() == 1 && rows != 1 ? 0 : 1;
    }
  }

  /** How many arguments there are. */
  public int size() {
    return values.length;
  }

  void moveTo(int newRow) {
    row = newRow;
  }

  /** Whether the argument is null: asked by functions that are called with nulls. */
  public boolean isNull(int index) {
    return !Bitmaps.get(validity[index], (long) row * stride[index]);
  }

  /** The int64 or timestamp count at {@code index}. */
  public long integer(int index) {
    return Slots.int64(values[index], row * stride[index]);
  }

  /** The integer, date or timestamp at {@code index}, of whatever width; of uint64 its bits. */
  public long whole(int index) {
    int at = row * stride[index];
    return switch (width[index]) {
      case 1 -> Slots.int8(values[index], at);
      case 2 -> Slots.int16(values[index], at);
      case 4 -> Slots.int32(values[index], at);
      case -1, -2, -4 -> Slots.unsigned(values[index], -width[index], at);
      default -> Slots.int64(values[index], at);
    };
  }

  /** The float at {@code index}, of either width. */
  public double floating(int index) {
    int at = row * stride[index];
    return width[index] == 4 ? Slots.float32(values[index], at) : Slots.float64(values[index], at);
  }

  /** The date at {@code index}, as days since 1970-01-01. */
  public int day(int index) {
    return Slots.int32(values[index], row * stride[index]);
  }

  /** The float64 at {@code index}. */
  public double real(int index) {
    return Slots.float64(values[index], row * stride[index]);
  }

  /** The truth value at {@code index}. */
  public boolean truth(int index) {
    return Bitmaps.get(values[index], (long) row * stride[index]);
  }

  /** The low word of the decimal at {@code index}. */
  public long low(int index) {
    int at = row * stride[index];
    return width[index] == 8 ? Slots.int64(values[index], at) : Slots.low(values[index], at);
  }

  /** The high word of the decimal at {@code index}. */
  public long high(int index) {
    int at = row * stride[index];
    return width[index] == 8 ? Slots.int64(values[index], at) >> 63 : Slots.high(values[index], at);
  }

  /**
   * The bytes of the text at {@code index}; only the first {@link #length} of them count. The array
   * is not to be written, and holds until the next row.
   */
  public byte[] text(int index) {
    if (stride[index] == 0) {
      if (loaded[index]) {
        return text[index];
      }
      loaded[index] = true;
    }
    int at = row * stride[index];
    long first = Slots.low(values[index], at);
    long second = Slots.high(values[index], at);
    int bytes = (int) first;
    byte[] target = text[index];
    if (bytes <= Views.INLINE) {
      WORD.set(target, 0, (first >>> 32) | (second << 32));
      WORD.set(target, 8, second >>> 32);
      return target;
    }
    if (target.length < bytes) {
      target = new byte[Math.max(bytes, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes))];
      text[index] = target;
    }
    copy(heaps[index][(int) second], second >>> 32, target, bytes);
    return target;
  }

  /** How many bytes the text at {@code index} has. */
  public int length(int index) {
    return (int) Slots.low(values[index], row * stride[index]);
  }

  /** The text at {@code index} as a new string: convenient, and dearer than its bytes. */
  public String string(int index) {
    byte[] bytes = text(index);
    return new String(bytes, 0, length(index), StandardCharsets.UTF_8);
  }

  /** The text that {@link #text} gave last for {@code index}. */
  byte[] lastText(int index) {
    return text[index];
  }

  /** The second word of the view at {@code index}: where long text lies. */
  long place(int index) {
    return Slots.high(values[index], row * stride[index]);
  }

  /* Short texts are the rule: words are faster than a bulk copy and its checks. */
  private static void copy(MemorySegment from, long offset, byte[] to, int bytes) {
    if (bytes > 64) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, to, 0, bytes);
      return;
    }
    int i = 0;
    for (; i + 8 <= bytes; i += 8) {
      WORD.set(to, i, from.get(Slots.INT64, offset + i));
    }
    for (; i < bytes; i++) {
      to[i] = from.get(Slots.INT8, offset + i);
    }
  }
}
