package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of one column chunk, read from front to back. Headers are parsed in a small window;
 * what is larger than the window is read straight to where it is wanted.
 */
final class PageInput implements AutoCloseable {
  private static final int WINDOW = 64 << 10;
  private static final int LARGEST_WINDOW = 16 << 20;

  private final InputFile file;
  private final MemoryBudget budget;
  private long end;
  private NativeBuffer window;

  // The window holds the file's bytes from `base` on: `limit` of them, of which `at` are consumed.
  private long base;
  private int at;
  private int limit;

  PageInput(InputFile file, MemoryBudget budget, long start, long length) {
    this.file = file;
    this.budget = budget;
    this.base = start;
    this.end = start + length;
    this.window = budget.allocate(Math.min(length, WINDOW));
  }

  /** The file position of the next byte. */
  long position() {
    return base + at;
  }

  /** Bytes that were not consumed yet. */
  long remaining() {
    return end - position();
  }

  /** Lets {@code count} bytes more belong to the chunk, when the file has them. */
  void extend(long count) {
    end = Math.min(end + count, file.size());
  }

  /**
   * Brings {@code count} bytes, or all that remain, into the window; returns how many are there.
   */
  int peek(int count) {
    int wanted = (int) Math.min(Math.min(count, LARGEST_WINDOW), remaining());
    if (limit - at < wanted) {
      refill(wanted);
    }
    return limit - at;
  }

  /** The window's memory; the next byte is at {@link #offset}. Valid until the next call. */
  MemorySegment bytes() {
    return window.segment();
  }

  /** Where in {@link #bytes} the next byte is. */
  int offset() {
    return at;
  }

  /** Consumes {@code count} of the bytes that remain. */
  void skip(long count) {
    if (count <= limit - at) {
      at += (int) count;
    } else {
      base = position() + count;
      at = 0;
      limit = 0;
    }
  }

  /** Goes to another position of the chunk. */
  void seek(long position) {
    if (position < base || position > base + limit) {
      base = position;
      limit = 0;
    }
    at = (int) (position - base);
  }

  /** The file. */
  InputFile file() {
    return file;
  }

  /** Whether the next {@code count} bytes fit the window, and if so brings them there. */
  boolean holds(int count) {
    return count <= window.size() && peek(count) >= count;
  }

  /** Consumes as many bytes as {@code target} holds, not more than remain, into it. */
  void read(MemorySegment target) {
    long count = target.byteSize();
    int ready = (int) Math.min(count, limit - at);
    MemorySegment.copy(window.segment(), at, target, 0, ready);
    if (ready < count) {
      file.read(position() + ready, target.asSlice(ready));
    }
    skip(count);
  }

  @Override
  public void close() {
    window.close();
  }

  private void refill(int wanted) {
    int kept = limit - at;
    if (wanted > window.size()) {
      NativeBuffer larger = budget.allocate(Math.min(wanted * 2L, end - position()));
      MemorySegment.copy(window.segment(), at, larger.segment(), 0, kept);
      window.close();
      window = larger;
    } else {
      MemorySegment.copy(window.segment(), at, window.segment(), 0, kept);
    }
    base += at;
    at = 0;
    limit = kept;
    long more = Math.min(window.size(), end - base) - kept;
    file.read(base + kept, window.segment().asSlice(kept, more));
    limit += (int) more;
  }
}
