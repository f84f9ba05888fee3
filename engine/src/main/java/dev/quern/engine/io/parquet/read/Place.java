package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file something lies that helps to skip: an index of pages, a Bloom filter.
 *
 * @param start its first byte
 * @param length how many bytes it has; positive, and all of them are in the file
 */
public record Place(long start, int length) implements Serializable {

  /** The bytes. */
  public byte[] bytes(InputFile file) {
    byte[] bytes = new byte[length];
    file.read(start, MemorySegment.ofArray(bytes));
    return bytes;
  }

  /** What {@code parser} makes of the bytes; null where they do not parse. */
  public <T> @Nullable T parse(InputFile file, Parser<T> parser) {
    try {
      return parser.parse(new ByteArrayInputStream(bytes(file)));
    } catch (IOException | RuntimeException e) {
      // Without its help more is read, and nothing is wrong.
      return null;
    }
  }

  /** Reads a structure of thrift. */
  @FunctionalInterface
  public interface Parser<T> {
    /** The structure that {@code in} begins with. */
    T parse(InputStream in) throws IOException;
  }
}
