package dev.quern.engine.io.text;

import dev.quern.engine.io.InputFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A file in UTF-8 as it is. */
final class PlainText implements TextInput {
  private final InputFile file;

  PlainText(InputFile file) {
    this.file = file;
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public long estimatedSize() {
    return file.size();
  }

  @Override
  public boolean isStream() {
    return false;
  }

  @Override
  public int read(long position, MemorySegment target) {
    int count = (int) Math.clamp(file.size() - position, 0, target.byteSize());
    file.read(position, target.asSlice(0, count));
    return count;
  }

  @Override
  public void close() {
    file.close();
  }
}
