package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextInput;
import java.lang.foreign.MemorySegment;

/** The last lines of a file, which are no rows. A line feed at the very end begins no other. */
final class Footer {
  private static final int BLOCK = 64 << 10;

  private Footer() {}

  /** Where the last {@code lines} lines of {@code file} begin: its start, where it has no more. */
  static long start(TextInput file, int lines) {
    return file.isStream() ? ofStream(file, lines) : backwards(file, lines);
  }

  private static long backwards(TextInput file, int lines) {
    byte[] block = new byte[BLOCK];
    int left = lines;
    for (long to = file.size(); to > 0; ) {
      int n = (int) Math.min(BLOCK, to);
      file.read(to - n, MemorySegment.ofArray(block).asSlice(0, n));
      for (int i = n - 1; i >= 0; i--) {
        boolean ends = block[i] == '\n' && to - n + i + 1 < file.size();
        if (ends && --left == 0) {
          return to - n + i + 1;
        }
      }
      to -= n;
    }
    return 0;
  }

  /* A stream has no end to begin at: the places of as many line ends as matter go round. */
  private static long ofStream(TextInput file, int lines) {
    byte[] block = new byte[BLOCK];
    long[] begins = new long[lines];
    long found = 0;
    boolean open = true;
    for (long from = 0; ; ) {
      int n = file.read(from, MemorySegment.ofArray(block));
      for (int i = 0; i < n; i++) {
        if (open) {
          begins[(int) (found++ % lines)] = from + i;
        }
        open = block[i] == '\n';
      }
      from += n;
      if (n < BLOCK) {
        return found <= lines ? 0 : begins[(int) (found % lines)];
      }
    }
  }
}
