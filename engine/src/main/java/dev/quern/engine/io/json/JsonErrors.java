package dev.quern.engine.io.json;

import dev.quern.engine.DataException;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;

/**
 * What is wrong with a file, and where: line and byte of the line, both from 1. They are counted
 * only here, by reading the file again from its beginning.
 */
final class JsonErrors {
  private static final int BLOCK = 64 << 10;

  private final TextInput file;

  JsonErrors(TextInput file) {
    this.file = file;
  }

  DataException malformed(long at, String problem) {
    return new DataException("%s: %s".formatted(place(at), problem));
  }

  DataException conflict(long at, String text, Field field, String column, boolean declared) {
    String cure =
        declared
            ? "correct it, declare another type, or read such values as null with"
                + " withConflicts(NULL)"
            : "declare the field, as in withType(\"%s\", DType.UTF8), or infer from all text with"
                    .formatted(column)
                + " withSampleBytes(Long.MAX_VALUE)";
    return new DataException(
        "%s: '%s' is no %s (field '%s', %s): %s"
            .formatted(
                place(at),
                text,
                field.type(),
                field.name(),
                declared ? "declared" : "type inferred from a sample",
                cure));
  }

  DataException nullInNotNull(long at, Field field) {
    return new DataException(
        "%s: no value of field '%s', which is declared not null"
            .formatted(place(at), field.name()));
  }

  DataException unknownField(long at, String column, String path) {
    return new DataException(
        ("%s: a field '%s', which the sample did not show: declare it, as in"
                + " withType(\"%s\", DType.UTF8), infer from all text with"
                + " withSampleBytes(Long.MAX_VALUE), or leave such fields out with"
                + " withUnknownFields(IGNORE)")
            .formatted(place(at), path, column));
  }

  DataException twice(long at, String name) {
    return new DataException("%s: the field '%s' twice in one object".formatted(place(at), name));
  }

  DataException rowTooLong(long at, int limit) {
    return new DataException(
        ("%s: this line or object has more than %,d bytes: is a quote or a bracket in it never"
                + " closed? If it is meant so, raise withMaxRowBytes")
            .formatted(place(at), limit));
  }

  DataException invalidUtf8(long at, byte found) {
    return new DataException(
        "%s: byte %d of the text, 0x%02x, is no UTF-8: JSON is, so convert the file"
            .formatted(place(at), at, found & 0xff));
  }

  private String place(long at) {
    long line = 1;
    long lineStart = 0;
    byte[] block = new byte[BLOCK];
    for (long from = 0; from < at; ) {
      int wanted = (int) Math.min(BLOCK, at - from);
      int count = file.read(from, MemorySegment.ofArray(block).asSlice(0, wanted));
      for (int i = 0; i < count; i++) {
        if (block[i] == '\n') {
          line++;
          lineStart = from + i + 1;
        }
      }
      from += wanted;
    }
    return "%s:%d:%d".formatted(file.path(), line, at - lineStart + 1);
  }
}
