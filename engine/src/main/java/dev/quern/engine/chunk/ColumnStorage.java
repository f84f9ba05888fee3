package dev.quern.engine.chunk;

import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The buffers that all slices of a vector share. */
final class ColumnStorage {
  final @Nullable NativeBuffer values;
  final @Nullable NativeBuffer validity;
  final Heaps heaps;
  final @Nullable ColumnVector dictionary;
  final @Nullable ColumnVector elements;
  final AtomicInteger owners = new AtomicInteger(1);

  ColumnStorage(
      @Nullable NativeBuffer values,
      @Nullable NativeBuffer validity,
      Heaps heaps,
      @Nullable ColumnVector dictionary,
      @Nullable ColumnVector elements) {
    this.values = values;
    this.validity = validity;
    this.heaps = heaps;
    this.dictionary = dictionary;
    this.elements = elements;
  }

  /** The budget that pays, as errors name it. */
  String owner() {
    NativeBuffer some = values == null ? validity : values;
    return some == null ? "of its fields" : some.budget().path();
  }

  long valueBytes(DType type, long rows) {
    if (dictionary != null) {
      return 4 * rows;
    }
    return type.layout() == Layout.BITMAP ? (rows + 7) / 8 : type.byteWidth() * rows;
  }

  ColumnStorage withValidity(NativeBuffer bits) {
    return new ColumnStorage(
        values == null ? null : values.retain(),
        bits,
        heaps.retain(),
        dictionary == null ? null : dictionary.retain(),
        elements == null ? null : elements.retain());
  }

  void retain() {
    owners.incrementAndGet();
  }

  void release() {
    if (owners.decrementAndGet() == 0) {
      if (values != null) {
        values.close();
      }
      if (validity != null) {
        validity.close();
      }
      heaps.close();
      if (dictionary != null) {
        dictionary.close();
      }
      if (elements != null) {
        elements.close();
      }
    }
  }
}
