package dev.quern.engine.io.json;

import dev.quern.engine.io.text.TextInput;

/**
 * The lines of a split: those that begin in it.
 *
 * <pre>
 *   split   |          start                     end        |
 *   text    {..}\n{....}\n{..}\n{..}\n{...............}\n{..}\n
 *   lines              |  here                        |
 * </pre>
 */
final class LineWindow extends JsonWindow {
  private final long end;
  private boolean splitEnded;
  private boolean inForeignLine; // before the first line that begins in the split

  /** The lines of {@code file} that begin at {@code start} or behind, and before {@code end}. */
  LineWindow(TextInput file, long start, long end, int bytes, int maxRowBytes) {
    super(file, Math.max(0, start - 1), bytes, maxRowBytes);
    this.inForeignLine = start > 0;
    this.end = end;
  }

  @Override
  boolean advance() {
    while (!splitEnded) {
      drop();
      fill(Math.clamp(left() - filled(), 0, Integer.MAX_VALUE) + (long) BEHIND);
      if (inForeignLine) {
        passForeignLine();
      } else {
        int lines = lines();
        if (lines >= 0) {
          handOut(lines);
          return lines > 0;
        }
        grow();
      }
    }
    return false;
  }

  @Override
  long remaining() {
    return splitEnded ? 0 : Math.max(0, left() - used());
  }

  /* Bytes of the split from the window's beginning on. */
  private long left() {
    return end - filePosition(0);
  }

  private void passForeignLine() {
    int lineFeed = lineFeed(0, filled());
    inForeignLine = lineFeed < 0;
    pass(lineFeed < 0 ? filled() : lineFeed + 1);
    splitEnded = filePosition(used()) >= end || (lineFeed < 0 && fileEnded());
  }

  /* How many bytes the complete lines have; -1 when there is none yet. */
  private int lines() {
    long last = left() - 1;
    int filled = filled();
    int lineFeed = last < filled ? lineFeed((int) Math.max(0, last), filled) : -1;
    if (lineFeed >= 0) {
      splitEnded = true;
      return lineFeed + 1;
    }
    if (fileEnded()) {
      splitEnded = true;
      return filled > 0 && text()[filled - 1] != '\n' ? filled + 1 : filled;
    }
    int at = filled;
    while (at > 0 && text()[at - 1] != '\n') {
      at--;
    }
    return at > 0 ? at : -1;
  }

  private int lineFeed(int from, int to) {
    byte[] text = text();
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
