package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;

/** Values that have no dictionary: each that would go into one is the first that does not fit. */
abstract sealed class PlainEncoder extends ValueEncoder permits BooleanEncoder, IntervalEncoder {

  @Override
  int intern(ColumnVector flat, int[] slots, int n, int[] codes, int at) {
    return 0;
  }

  @Override
  int intern(ColumnVector flat, int slot) {
    return -1;
  }

  @Override
  int dictionarySize() {
    return 0;
  }

  @Override
  long dictionaryBytes() {
    return 0;
  }

  @Override
  void dictionary(GrowableBuffer out) {}

  @Override
  long decodedBytes(int[] codes, int n) {
    return 0;
  }

  @Override
  void decode(int[] codes, int n, GrowableBuffer out) {}
}
