package dev.quern.engine.io.text;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What text files are compressed with. */
public enum TextCompression {
  /** Nothing. */
  NONE("") {
    @Override
    InputStream decompress(InputStream bytes) {
      return bytes;
    }

    @Override
    OutputStream compress(OutputStream bytes) {
      return bytes;
    }
  },
  /** Gzip, any number of members one behind the other; {@code .gz}. */
  GZIP(".gz") {
    @Override
    InputStream decompress(InputStream bytes) throws IOException {
      return new GZIPInputStream(new BufferedInputStream(bytes, BUFFER), BUFFER);
    }

    @Override
    OutputStream compress(OutputStream bytes) throws IOException {
      return new GZIPOutputStream(bytes, BUFFER);
    }
  },
  /** Zstandard, any number of frames one behind the other; {@code .zst}. */
  ZSTD(".zst") {
    @Override
    InputStream decompress(InputStream bytes) throws IOException {
      return new ZstdInputStreamNoFinalizer(bytes);
    }

    @Override
    OutputStream compress(OutputStream bytes) throws IOException {
      return new ZstdOutputStreamNoFinalizer(bytes);
    }
  };

  static final int MAGIC_BYTES = 4;

  private static final int BUFFER = 64 << 10;

  private final String ending;

  TextCompression(String ending) {
    this.ending = ending;
  }

  /** The compression that the ending of a file's name says. */
  public static TextCompression ofName(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(GZIP.ending) ? GZIP : name.endsWith(ZSTD.ending) ? ZSTD : NONE;
  }

  /** The compression that a file's first bytes tell. */
  static TextCompression of(byte[] head) {
    return startsWith(head, 0x1f, 0x8b)
        ? GZIP
        : startsWith(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
  }

  /** Each of {@code endings} as it is, and with that of each compression behind it. */
  public static List<String> endings(String... endings) {
    return List.of(endings).stream()
        .flatMap(text -> List.of(values()).stream().map(one -> text + one.ending))
        .toList();
  }

  /** What is appended to a file's name: {@code .gz}, {@code .zst} or nothing. */
  public String ending() {
    return ending;
  }

  /** How many times as long a text is, mostly, as what it is compressed to. */
  int typicalRatio() {
    return this == NONE ? 1 : 5;
  }

  abstract InputStream decompress(InputStream bytes) throws IOException;

  abstract OutputStream compress(OutputStream bytes) throws IOException;

  private static boolean startsWith(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
