package dev.quern.engine.chunk;

import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The buffers of several heaps, each once, and where the views that point into them go. Batches
 * that come from a merge share most of their buffers, so that those of many batches put behind one
 * another would be as many as both together.
 */
final class HeapUnion {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final IdentityHashMap<Heaps, Move> moves = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
  private final List<NativeBuffer> buffers = new ArrayList<>();
  private Heaps first = Heaps.NONE;
  private boolean firstIsWhole;

  /**
   * Where the buffers of some heaps are here.
   *
   * @param places the place of each
   * @param isNeeded whether some place is another than there
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Move(int[] places, boolean isNeeded) {
    /** Lets {@code count} views from row {@code from} on, which point into those, point to here. */
    void views(MemorySegment views, int from, int count) {
      if (!isNeeded) {
        return;
      }
      for (long at = 16L * from; at < 16L * (from + (long) count); at += 16) {
        if (views.get(INT, at) > Values.INLINE) {
          views.set(INT, at + 8, places[views.get(INT, at + 8)]);
        }
      }
    }
  }

  /** Takes the buffers of {@code heaps} in, which stay theirs. */
  Move add(Heaps heaps) {
    if (moves.isEmpty()) {
      Move move = move(heaps);
      moves.put(heaps, move);
      first = heaps;
      firstIsWhole = !move.isNeeded();
      return move;
    }
    return moves.computeIfAbsent(heaps, this::move);
  }

  private Move move(Heaps heaps) {
    int[] to = new int[heaps.size()];
    boolean isNeeded = false;
    for (int i = 0; i < to.length; i++) {
      NativeBuffer buffer = heaps.buffers().get(i);
      Integer known = places.putIfAbsent(buffer.identity(), buffers.size());
      if (known == null) {
        known = buffers.size();
        buffers.add(buffer);
      }
      to[i] = known;
      isNeeded |= known != i;
    }
    return new Move(to, isNeeded);
  }

  /** All of them, owned by the caller. */
  Heaps heaps() {
    return firstIsWhole && buffers.size() == first.size()
        ? first.retain()
        : Heaps.of(buffers.stream().map(NativeBuffer::retain).toList());
  }
}
