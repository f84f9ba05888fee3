package dev.quern.engine.chunk;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The buffers of a vector in the making: freed together when making it fails half-way. */
final class Parts implements AutoCloseable {
  final MemoryBudget budget;
  private final List<NativeBuffer> buffers = new ArrayList<>();

  Parts(MemoryBudget budget) {
    this.budget = budget;
  }

  NativeBuffer add(NativeBuffer buffer) {
    buffers.add(buffer);
    return buffer;
  }

  /** {@code column}, which owns the buffers from here on. */
  ColumnVector owned(ColumnVector column) {
    buffers.clear();
    return column;
  }

  /** A flat vector like {@code like} but for its slots, which takes the buffers over. */
  ColumnVector column(
      ColumnVector like, int length, NativeBuffer values, @Nullable NativeBuffer validity) {
    buffers.clear();
    return ColumnVector.like(like, length, values, validity);
  }

  /** A vector of codes into {@code dictionary}, which takes the buffers over. */
  ColumnVector dictionary(
      ColumnVector dictionary, int length, NativeBuffer codes, @Nullable NativeBuffer validity) {
    buffers.clear();
    return ColumnVector.dictionary(length, codes, validity, dictionary.retain());
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
  }
}
