package dev.quern.engine.io.text;

import dev.quern.engine.io.InputFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A text file as readers see it: decompressed, and in UTF-8. Positions are those of this text, not
 * of the file. Used by one thread at a time.
 *
 * <p>A plain file in UTF-8 can be read from any position, so by many readers at once. Any other is
 * a stream: reading on is cheap, and reading from before the last position begins anew.
 */
public sealed interface TextInput extends AutoCloseable permits PlainText, StreamedText {
  /** The size of a text whose end was not seen yet. */
  long UNKNOWN = Long.MAX_VALUE;

  /** The file. */
  Path path();

  /** How many bytes of text there are; {@link #UNKNOWN} of a stream before its end was read. */
  long size();

  /** About how many bytes of text there are: of a stream, by the file's own size. */
  long estimatedSize();

  /** Whether this is a stream. */
  boolean isStream();

  /**
   * Fills {@code target} with the text from {@code position} on; returns how many bytes those are,
   * which is less than asked for at the end only.
   *
   * @throws dev.quern.engine.StorageException when the file cannot be read
   * @throws dev.quern.engine.DataException when it is damaged, or not in its encoding
   */
  int read(long position, MemorySegment target);

  @Override
  void close();

  /**
   * Opens {@code path}. What compresses a file is seen from its first bytes, whatever its name:
   * gzip and zstd are known.
   *
   * @param encoding what its text is in; one that begins with a mark of UTF-16 is read as that
   */
  static TextInput open(Path path, Charset encoding) {
    InputFile file = InputFile.open(path);
    TextForm form;
    try {
      form = TextForm.of(file, encoding);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    if (form.isPlain()) {
      return new PlainText(file);
    }
    file.close();
    return new StreamedText(path, file.size(), form);
  }

  /** Opens {@code path}, whose text is in UTF-8, or in UTF-16 with a mark. */
  static TextInput open(Path path) {
    return open(path, StandardCharsets.UTF_8);
  }
}
