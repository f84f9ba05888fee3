package dev.quern.engine.window;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.window.WindowFrame.Exclusion;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame of each row as runs of rows, one behind the other: one run, or what is left of it on
 * both sides of the rows that are left out, and with those equal to the row the row in between.
 *
 * <pre>
 *   frame              . . . ├──────────────┤ . .
 *   peers of the row             ├──x──┤
 *   without group            ├──┤       ├───┤
 *   without ties             ├──┤  x    ├───┤
 * </pre>
 */
final class FrameParts implements AutoCloseable {
  private final List<FrameBounds> parts = new ArrayList<>();

  private FrameParts() {}

  /** The frames of the rows of {@code block}. */
  static FrameParts of(WindowBlock block, WindowFrame frame) {
    FrameParts frames = new FrameParts();
    try {
      FrameBounds whole = FrameBounds.of(block, frame);
      frames.parts.add(whole);
      if (frame.exclusion() != Exclusion.NO_OTHERS) {
        boolean keepsRow = frame.exclusion() == Exclusion.TIES;
        for (int part = keepsRow ? -1 : 0; part < 1; part++) {
          frames.parts.add(new FrameBounds(block.budget(), block.count()));
        }
        frames.leaveOut(block, frame.exclusion());
      }
      return frames;
    } catch (RuntimeException | Error e) {
      frames.close();
      throw e;
    }
  }

  /** The parts, from left to right; those of a row may be empty. */
  List<FrameBounds> parts() {
    return parts;
  }

  private void leaveOut(WindowBlock block, Exclusion exclusion) {
    int peersBegin = 0;
    int peersEnd = 0;
    for (int row = 0; row < block.count(); row++) {
      if (exclusion == Exclusion.CURRENT_ROW) {
        peersBegin = row;
        peersEnd = row + 1;
      } else if (row == peersEnd) {
        peersBegin = row;
        peersEnd = block.peerEnd(row);
      }
      int from = Slots.int32(parts.getFirst().from(), row);
      int to = Math.max(from, Slots.int32(parts.getFirst().to(), row));
      parts.getFirst().set(row, from, Math.clamp(peersBegin, from, to));
      parts.getLast().set(row, Math.clamp(peersEnd, from, to), to);
      if (exclusion == Exclusion.TIES) {
        parts.get(1).set(row, Math.clamp(row, from, to), Math.clamp(row + 1L, from, to));
      }
    }
  }

  @Override
  public void close() {
    parts.forEach(FrameBounds::close);
    parts.clear();
  }
}
