package dev.quern.engine.io.text;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is decompressed or recoded while it is read. */
final class StreamedText implements TextInput {
  private static final int BLOCK = 64 << 10;

  private final Path path;
  private final long fileSize;
  private final TextForm form;
  private final byte[] block = new byte[BLOCK];
  private @Nullable InputStream stream;
  private long position;
  private long size = UNKNOWN;

  StreamedText(Path path, long fileSize, TextForm form) {
    this.path = path;
    this.fileSize = fileSize;
    this.form = form;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long estimatedSize() {
    return size == UNKNOWN ? form.compression().typicalRatio() * fileSize : size;
  }

  @Override
  public boolean isStream() {
    return true;
  }

  @Override
  public int read(long from, MemorySegment target) {
    try {
      InputStream text = at(from);
      int done = 0;
      while (done < target.byteSize()) {
        int count = text.read(block, 0, (int) Math.min(BLOCK, target.byteSize() - done));
        if (count < 0) {
          size = position;
          break;
        }
        MemorySegment.copy(block, 0, target, ValueLayout.JAVA_BYTE, done, count);
        done += count;
        position += count;
      }
      return done;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    InputStream open = stream;
    stream = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new StorageException(path + " cannot be closed: " + e.getMessage(), e);
      }
    }
  }

  private InputStream at(long wanted) throws IOException {
    if (wanted < position) {
      close();
    }
    InputStream open = stream;
    if (open == null) {
      open = form.open(path);
      stream = open;
      position = 0;
    }
    while (position < wanted) {
      int count = open.read(block, 0, (int) Math.min(BLOCK, wanted - position));
      if (count < 0) {
        throw new EOFException("it became shorter while it was read");
      }
      position += count;
    }
    return open;
  }

  /* Only the file system's own errors are its fault; the others are the data's. */
  private RuntimeException failed(IOException e) {
    if (e instanceof CharacterCodingException) {
      return new DataException(
          "%s is no %s, behind byte %,d of its text: name its encoding by withEncoding(..)"
              .formatted(path, form.encoding(), position),
          e);
    }
    boolean damaged = form.compression() != TextCompression.NONE;
    if (damaged && !(e instanceof FileSystemException)) {
      return new DataException(
          "%s is damaged %s behind byte %,d of its text (%s): fetch or write it again"
              .formatted(path, form.compression(), position, e.getMessage()),
          e);
    }
    return new StorageException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
  }
}
