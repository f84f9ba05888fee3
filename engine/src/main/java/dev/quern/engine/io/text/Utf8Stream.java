package dev.quern.engine.io.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A text in another encoding as UTF-8. What is malformed is an error, not a question mark. */
final class Utf8Stream extends InputStream {
  private static final int BLOCK = 16 << 10;

  private final Reader reader;
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final CharBuffer chars = CharBuffer.allocate(BLOCK).limit(0);
  private final ByteBuffer bytes = ByteBuffer.allocate(3 * BLOCK).limit(0);

  Utf8Stream(InputStream text, Charset encoding) {
    reader =
        new InputStreamReader(
            text,
            encoding
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  @Override
  public int read() throws IOException {
    return bytes.hasRemaining() || fill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!bytes.hasRemaining() && !fill()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(target, from, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /* A pair of surrogates may be cut in two by the end of what was read. */
  private boolean fill() throws IOException {
    bytes.clear();
    while (bytes.position() == 0) {
      chars.compact();
      boolean end = reader.read(chars) < 0;
      chars.flip();
      var result = encoder.encode(chars, bytes, end);
      if (result.isError()) {
        result.throwException();
      }
      if (end) {
        break;
      }
    }
    bytes.flip();
    return bytes.hasRemaining();
  }
}
