package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.Digits;
import dev.quern.engine.io.csv.Utf8;
import dev.quern.engine.io.text.TextInput;
import java.lang.foreign.MemorySegment;

/**
 * The lines of a file that are being worked on: moved on from line to line, and made larger only
 * for a line that does not fit. Lines belong to the split that they begin in.
 *
 * <pre>
 *   split   |          start                     end        |
 *   text    {..}\n{....}\n{..}\n{..}\n{...............}\n{..}\n
 *   lines              |  here                        |
 * </pre>
 */
final class LineWindow {
  /** What fits the second-level cache together with the columns it becomes. */
  static final int DEFAULT_BYTES = 256 << 10;

  /* What is read behind the split's end at a time, to see where its last line ends. */
  private static final int BEHIND = 4096;

  private final TextInput file;
  private final long end;
  private final int maxRowBytes;
  private final JsonErrors errors;
  private byte[] text;
  private int capacity;
  private long start; // where in the file the window begins
  private int filled; // bytes of text in it
  private int used; // bytes of them in lines already handed out
  private boolean fileEnded;
  private boolean splitEnded;
  private boolean inForeignLine; // before the first line that begins in the split

  /** The lines of {@code file} that begin at {@code start} or behind, and before {@code end}. */
  LineWindow(TextInput file, long start, long end, int bytes, int maxRowBytes) {
    this.file = file;
    this.inForeignLine = start > 0;
    this.start = Math.max(0, start - 1);
    this.end = end;
    this.maxRowBytes = maxRowBytes;
    this.errors = new JsonErrors(file);
    this.capacity = Math.min(bytes, maxRowBytes);
    this.text = new byte[capacity + 1 + Digits.SLACK];
  }

  /** How large the window of a split should be. */
  static int bytesFor(long splitBytes) {
    return (int) Math.min(DEFAULT_BYTES, Math.min(DEFAULT_BYTES, splitBytes) + BEHIND);
  }

  /** Moves on to the next complete lines; false when there are none left. */
  boolean advance() {
    while (!splitEnded) {
      drop();
      fill();
      if (inForeignLine) {
        passForeignLine();
      } else if (handOut()) {
        int bad = Utf8.firstInvalid(text, 0, Math.min(used, filled));
        if (bad >= 0) {
          throw errors.invalidUtf8(start + bad, text[bad]);
        }
        return used > 0;
      } else {
        grow();
      }
    }
    return false;
  }

  /** The text, of which the lines are the first {@link #used} bytes, the last one a line feed. */
  byte[] text() {
    return text;
  }

  int used() {
    return used;
  }

  /** How many lines there are from a position on. */
  int linesFrom(int position) {
    int lines = 0;
    for (int i = position; i < used; i++) {
      lines += text[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Where the first line begins: behind a byte order mark. */
  int firstLine() {
    boolean marked =
        start == 0
            && used >= 3
            && text[0] == (byte) 0xef
            && text[1] == (byte) 0xbb
            && text[2] == (byte) 0xbf;
    return marked ? 3 : 0;
  }

  /** Where in the file a position of the text is. */
  long filePosition(int position) {
    return start + position;
  }

  /** About how many bytes there are in lines not handed out yet. */
  long remaining() {
    return splitEnded ? 0 : Math.max(0, end - start - used);
  }

  JsonErrors errors() {
    return errors;
  }

  private void drop() {
    int rest = filled - Math.min(used, filled);
    System.arraycopy(text, filled - rest, text, 0, rest);
    start += filled - rest;
    filled = rest;
    used = 0;
  }

  private void fill() {
    long wanted = (long) Math.clamp(end - start - filled, 0, capacity) + BEHIND;
    int more = (int) Math.min(capacity - filled, wanted);
    if (!fileEnded && more > 0) {
      int count = file.read(start + filled, MemorySegment.ofArray(text).asSlice(filled, more));
      filled += count;
      fileEnded = count < more;
    }
  }

  private void passForeignLine() {
    int lineFeed = lineFeed(0, filled);
    inForeignLine = lineFeed < 0;
    used = lineFeed < 0 ? filled : lineFeed + 1;
    splitEnded = start + used >= end || (lineFeed < 0 && fileEnded);
  }

  /* Whether there are complete lines: those of the split are the first used bytes then. */
  private boolean handOut() {
    long last = end - 1 - start;
    int lineFeed = last < filled ? lineFeed((int) Math.max(0, last), filled) : -1;
    if (lineFeed >= 0) {
      splitEnded = true;
      used = lineFeed + 1;
      return true;
    }
    if (fileEnded) {
      splitEnded = true;
      used = filled;
      if (filled > 0 && text[filled - 1] != '\n') {
        text[filled] = '\n';
        used++;
      }
      return true;
    }
    int at = filled;
    while (at > 0 && text[at - 1] != '\n') {
      at--;
    }
    used = at;
    return at > 0;
  }

  private int lineFeed(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void grow() {
    if (filled < capacity) {
      return;
    }
    if (capacity >= maxRowBytes) {
      throw errors.rowTooLong(start, maxRowBytes);
    }
    capacity = (int) Math.min(2L * capacity, maxRowBytes);
    byte[] larger = new byte[capacity + 1 + Digits.SLACK];
    System.arraycopy(text, 0, larger, 0, filled);
    text = larger;
  }
}
