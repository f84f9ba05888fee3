package dev.quern.engine.io.parquet;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.CategoryText;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.memory.Bytes;
import dev.quern.engine.type.CategoricalType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * A file's metadata as its footer has it, with what surrounds it checked.
 *
 * @param metadata the thrift structure; its required fields are there, nothing more is sure
 * @param size the file's length
 * @param start where the footer begins, and so where data ends
 */
record Footer(FileMetaData metadata, long size, long start) {
  private static final int FIRST_READ = 64 << 10;
  private static final int TAIL = 8;
  private static final int SHORTEST_FILE = 12;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  /** Reads the footer of {@code path}. */
  static Footer read(Path path) {
    try (InputFile file = InputFile.open(path)) {
      return read(file);
    }
  }

  private static Footer read(InputFile file) {
    Path path = file.path();
    long size = file.size();
    if (size < SHORTEST_FILE) {
      throw new DataException(
          "%s is no Parquet file: it has %s"
              .formatted(path, size == 0 ? "no bytes at all" : "only " + size + " bytes"));
    }
    byte[] tail = bytes(file, size - Math.min(size, FIRST_READ), (int) Math.min(size, FIRST_READ));
    checkMagic(path, Arrays.copyOfRange(tail, tail.length - 4, tail.length), "ends");
    checkMagic(path, bytes(file, 0, 4), "begins");
    long length = littleEndian(tail, tail.length - TAIL);
    long start = size - TAIL - length;
    if (length == 0 || start < MAGIC.length) {
      throw new DataException(
          "%s: the footer says it is %d bytes long in a file of %d: the file is damaged"
              .formatted(path, length, size));
    }
    byte[] footer =
        length + TAIL <= tail.length
            ? Arrays.copyOfRange(tail, (int) (tail.length - TAIL - length), tail.length - TAIL)
            : bytes(file, start, lengthOf(path, length));
    return new Footer(parse(path, footer), size, start);
  }

  /** The columns of text that hold the names of a categorical, by their paths. */
  Map<String, CategoricalType> categories() {
    Map<String, CategoricalType> categories = new HashMap<>();
    List<KeyValue> entries = metadata.getKey_value_metadata();
    for (KeyValue entry : entries == null ? List.<KeyValue>of() : entries) {
      String key = entry.getKey();
      String value = entry.getValue();
      if (key != null && value != null && key.startsWith(CategoryText.KEY + ":")) {
        // What is not of the form is none of ours.
        CategoryText.parse(value)
            .ifPresent(type -> categories.put(key.substring(CategoryText.KEY.length() + 1), type));
      }
    }
    return categories;
  }

  /** {@code value}, which a footer that lacks it has no business without. */
  static <T> T required(@Nullable T value, Path path, String what) {
    if (value == null) {
      throw new DataException("%s: the footer lacks %s: the file is damaged".formatted(path, what));
    }
    return value;
  }

  private static FileMetaData parse(Path path, byte[] footer) {
    try {
      // The limit keeps lengths inside from asking for more than there is.
      return Util.readFileMetaData(new ByteArrayInputStream(footer), footer.length);
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          "%s: the footer cannot be read: %s; the file is damaged or is no Parquet file"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static void checkMagic(Path path, byte[] magic, String where) {
    if (Arrays.equals(magic, ENCRYPTED)) {
      throw new UnsupportedDataException(path + ": encrypted Parquet files cannot be read");
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DataException(
          "%s is no Parquet file, or only a part of one: it %s with bytes %s where PAR1 is expected"
              .formatted(path, where, Arrays.toString(magic)));
    }
  }

  private static int lengthOf(Path path, long length) {
    if (length > Integer.MAX_VALUE - TAIL) {
      throw new UnsupportedDataException(
          "%s: a footer of %s cannot be read".formatted(path, Bytes.text(length)));
    }
    return (int) length;
  }

  private static byte[] bytes(InputFile file, long position, int count) {
    byte[] bytes = new byte[count];
    file.read(position, MemorySegment.ofArray(bytes));
    return bytes;
  }

  private static long littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | (bytes[at + 3] & 0xFFL) << 24;
  }
}
