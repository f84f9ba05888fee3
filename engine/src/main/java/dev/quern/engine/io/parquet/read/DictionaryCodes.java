package dev.quern.engine.io.parquet.read;

/** The dictionary indexes of one page (RLE_DICTIONARY), checked against the dictionary's size. */
final class DictionaryCodes {
  private final HybridReader indexes;
  private final int size;

  /** The indexes in {@code in} into a dictionary of {@code size} entries. */
  DictionaryCodes(ByteCursor in, int size) {
    // A page of nulls alone may hold nothing at all.
    int width = in.remaining() == 0 ? 0 : in.readByte();
    this.indexes = new HybridReader(in, width);
    this.size = size;
  }

  /** Writes the next {@code count} indexes to {@code out} from {@code at} on. */
  void read(int count, int[] out, int at) {
    indexes.read(count, out, at);
    int highest = -1;
    int signs = 0;
    for (int i = at; i < at + count; i++) {
      highest = Math.max(highest, out[i]);
      signs |= out[i];
    }
    if (highest >= size || signs < 0) {
      throw new CorruptPage(
          "index %s into a dictionary of %d entries"
              .formatted(signs < 0 ? "beyond 2^31" : highest, size));
    }
  }

  /** Passes over the next {@code count} indexes, unchecked. */
  void skip(int count) {
    indexes.skip(count);
  }
}
