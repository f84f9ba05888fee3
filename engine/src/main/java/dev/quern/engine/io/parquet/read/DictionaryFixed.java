package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/** Fixed-width values in RLE_DICTIONARY encoding, looked up: what comes out is flat. */
final class DictionaryFixed implements FixedValues {
  private final DictionaryCodes codes;
  private final FixedDictionary dictionary;
  private final int[] scratch;

  DictionaryFixed(ByteCursor in, FixedDictionary dictionary, int[] scratch) {
    this.codes = new DictionaryCodes(in, dictionary.size());
    this.dictionary = dictionary;
    this.scratch = scratch;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    codes.read(count, scratch, 0);
    dictionary.gather(scratch, count, out, at);
  }

  @Override
  public void skip(int count) {
    codes.skip(count);
  }
}
