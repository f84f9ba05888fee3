package dev.quern.engine.function.nested;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads values as {@link NestedKey} describes them. */
final class KeyDecoder {
  private final byte[] wide = new byte[2 * Long.BYTES];
  private byte[] text = new byte[64];
  private byte[] in = new byte[0];
  private int at;

  /** Appends the value of {@code type} whose key is {@code key}. */
  void decode(byte[] key, DType type, ColumnBuilder out) {
    in = key;
    at = 0;
    append(type, out);
  }

  private void append(DType type, ColumnBuilder out) {
    switch (type) {
      case ListType list -> {
        for (byte mark = in[at++]; mark != NestedKey.END; mark = in[at++]) {
          appendWithin(mark, list.element(), out.elements());
        }
        out.appendList();
      }
      case StructType struct -> {
        List<Field> fields = struct.fields();
        for (int i = 0; i < fields.size(); i++) {
          appendWithin(in[at++], fields.get(i).type(), out.field(i));
        }
        out.appendStruct();
      }
      default -> appendFlat(type, out);
    }
  }

  private void appendWithin(byte mark, DType type, ColumnBuilder out) {
    if (mark == NestedKey.NULL) {
      out.appendNull();
    } else {
      append(type, out);
    }
  }

  private void appendFlat(DType type, ColumnBuilder out) {
    if (type.layout() == Layout.VIEW) {
      appendText(out);
    } else if (type.layout() == Layout.BITMAP) {
      out.append(in[at++] != 0);
    } else if (type.isFloating()) {
      out.append(OrderedBits.toDouble(word(Long.BYTES) ^ Long.MIN_VALUE));
    } else if (type.byteWidth() == wide.length) {
      long high = word(Long.BYTES) ^ Long.MIN_VALUE;
      MemorySegment slot = MemorySegment.ofArray(wide);
      Slots.setWide(slot, 0, high, word(Long.BYTES));
      out.appendSlot(slot, 0);
    } else {
      int width = type.byteWidth();
      // Narrow slots keep the low bytes, in which the sign is turned back.
      out.append(type.isUnsigned() ? word(width) : word(width) ^ 1L << (8 * width - 1));
    }
  }

  private long word(int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word = word << Byte.SIZE | (in[at++] & 0xFF);
    }
    return word;
  }

  private void appendText(ColumnBuilder out) {
    if (text.length < in.length) {
      text = new byte[in.length];
    }
    int length = 0;
    while (in[at] != NestedKey.END || isEscaped()) {
      text[length++] = in[at];
      at += in[at] == 0 ? 2 : 1;
    }
    at++;
    out.append(MemorySegment.ofArray(text), 0, length);
  }

  private boolean isEscaped() {
    return at + 1 < in.length && in[at + 1] == NestedKey.ESCAPED;
  }
}
