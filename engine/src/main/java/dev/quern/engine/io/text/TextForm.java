package dev.quern.engine.io.text;

import dev.quern.engine.io.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What has been done to a text before it became the bytes of a file. */
record TextForm(TextCompression compression, Charset encoding) {
  private static final int MARK = 2;

  /** The form of {@code file}, by its first bytes. */
  static TextForm of(InputFile file, Charset encoding) {
    byte[] head = new byte[(int) Math.min(TextCompression.MAGIC_BYTES, file.size())];
    file.read(0, MemorySegment.ofArray(head));
    TextCompression compression = TextCompression.of(head);
    return new TextForm(
        compression, compression == TextCompression.NONE ? marked(head, encoding) : encoding);
  }

  /** Whether the file's bytes are the text. */
  boolean isPlain() {
    return compression == TextCompression.NONE && encoding.equals(StandardCharsets.UTF_8);
  }

  /** The text of {@code path} in UTF-8 from its beginning. */
  InputStream open(Path path) throws IOException {
    InputStream bytes = Files.newInputStream(path);
    try {
      PushbackInputStream text = new PushbackInputStream(compression.decompress(bytes), MARK);
      byte[] head = text.readNBytes(MARK);
      text.unread(head);
      Charset actual = marked(head, encoding);
      return actual.equals(StandardCharsets.UTF_8) ? text : new Utf8Stream(text, actual);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static Charset marked(byte[] head, Charset otherwise) {
    boolean marked =
        head.length >= MARK
            && ((head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
                || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
    return marked ? StandardCharsets.UTF_16 : otherwise;
  }
}
