package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.Digits;
import dev.quern.engine.io.csv.Utf8;
import dev.quern.engine.io.text.TextInput;
import java.lang.foreign.MemorySegment;

/**
 * The objects of a file that are being worked on, each on a line of its own: moved on from object
 * to object, and made larger only for one that does not fit.
 */
abstract sealed class JsonWindow permits LineWindow, ObjectWindow {
  /** What fits the second-level cache together with the columns it becomes. */
  static final int DEFAULT_BYTES = 256 << 10;

  /** What is read behind a split's end at a time, to see where its last line ends. */
  static final int BEHIND = 4096;

  private final TextInput file;
  private final int maxRowBytes;
  private final JsonErrors errors;
  private byte[] text;
  private int capacity;
  private long start; // where in the file the window begins
  private int filled; // bytes of text in it
  private int used; // bytes of them in lines already handed out
  private boolean fileEnded;

  JsonWindow(TextInput file, long start, int bytes, int maxRowBytes) {
    this.file = file;
    this.start = start;
    this.maxRowBytes = maxRowBytes;
    this.errors = new JsonErrors(file);
    this.capacity = Math.min(bytes, maxRowBytes);
    this.text = new byte[capacity + 1 + Digits.SLACK];
  }

  /** The objects of {@code file} that begin between two places, which only lines can have. */
  static JsonWindow of(
      JsonLayout layout, TextInput file, long start, long end, int bytes, int maxRowBytes) {
    return layout == JsonLayout.LINES
        ? new LineWindow(file, start, end, bytes, maxRowBytes)
        : new ObjectWindow(file, layout, end, bytes, maxRowBytes);
  }

  /** How large the window of a split should be. */
  static int bytesFor(long splitBytes) {
    return (int) Math.min(DEFAULT_BYTES, Math.min(DEFAULT_BYTES, splitBytes) + BEHIND);
  }

  /** Moves on to the next complete lines; false when there are none left. */
  abstract boolean advance();

  /** About how many bytes there are in lines not handed out yet. */
  abstract long remaining();

  /** The text, of which the lines are the first {@link #used} bytes, the last one a line feed. */
  final byte[] text() {
    return text;
  }

  final int used() {
    return used;
  }

  /** How many lines there are from a position on. */
  final int linesFrom(int position) {
    int lines = 0;
    for (int i = position; i < used; i++) {
      lines += text[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Where the first line begins: behind a byte order mark. */
  final int firstLine() {
    return start == 0 ? mark() : 0;
  }

  /** How long the byte order mark is that the text begins with. */
  final int mark() {
    boolean marked =
        filled >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf;
    return marked ? 3 : 0;
  }

  /** Where in the file a position of the text is. */
  final long filePosition(int position) {
    return start + position;
  }

  final JsonErrors errors() {
    return errors;
  }

  /** Bytes of text in the window, those handed out among them. */
  final int filled() {
    return filled;
  }

  /** Whether the text ends with what is in the window. */
  final boolean fileEnded() {
    return fileEnded;
  }

  /** Forgets the lines handed out; returns how many bytes they had. */
  final int drop() {
    int gone = Math.min(used, filled);
    int rest = filled - gone;
    System.arraycopy(text, gone, text, 0, rest);
    start += gone;
    filled = rest;
    used = 0;
    return gone;
  }

  /** Reads on, until the window is full or so many bytes are added. */
  final void fill(long wanted) {
    int more = (int) Math.min(capacity - filled, wanted);
    if (!fileEnded && more > 0) {
      int count = file.read(start + filled, MemorySegment.ofArray(text).asSlice(filled, more));
      filled += count;
      fileEnded = count < more;
    }
  }

  /** Hands out the first {@code bytes} bytes as they are, without a check. */
  final void pass(int bytes) {
    used = bytes;
  }

  /** Hands out the first {@code bytes} bytes, which become lines of UTF-8. */
  final void handOut(int bytes) {
    used = bytes;
    if (bytes > 0) {
      text[bytes - 1] = '\n';
    }
    int bad = Utf8.firstInvalid(text, 0, Math.min(used, filled));
    if (bad >= 0) {
      throw errors.invalidUtf8(start + bad, text[bad]);
    }
  }

  /** Makes room for a line of which the full window is not the whole. */
  final void grow() {
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
