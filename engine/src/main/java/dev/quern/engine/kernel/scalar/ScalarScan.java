package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.ScanKernel;
import dev.quern.engine.kernel.StructureMarks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Byte by byte, as a state machine: outside quotes, inside, and just behind a closing quote. */
public final class ScalarScan implements ScanKernel {

  @Override
  public void scan(
      MemorySegment text, int n, byte delimiter, int quote, boolean inside, StructureMarks marks) {
    int[] positions = marks.positions();
    int count = 0;
    int lines = 0;
    boolean quoted = inside;
    boolean mayOpen = true;
    boolean closed = false;
    boolean quotes = false;
    int signs = 0;
    int misplaced = Kernels.NONE;
    for (int i = 0; i < n; i++) {
      byte b = text.get(ValueLayout.JAVA_BYTE, i);
      signs |= b;
      if (b == quote) {
        quotes = true;
        if (!quoted && !mayOpen && misplaced == Kernels.NONE) {
          misplaced = i;
        }
        closed = quoted;
        mayOpen = quoted;
        quoted = !quoted;
      } else if (quoted) {
        mayOpen = false;
      } else {
        boolean line = b == '\n';
        boolean structural = line || b == delimiter;
        if (closed && !structural && b != '\r' && misplaced == Kernels.NONE) {
          misplaced = i;
        }
        closed = false;
        mayOpen = structural;
        if (structural) {
          positions[++count] = i;
          lines += line ? 1 : 0;
        }
      }
    }
    marks.set(count, lines, quoted, quotes, signs >= 0, misplaced);
  }

  @Override
  public int count(MemorySegment text, int n, byte value) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += text.get(ValueLayout.JAVA_BYTE, i) == value ? 1 : 0;
    }
    return count;
  }
}
