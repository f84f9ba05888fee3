package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** String columns for kernel tests, whose long strings lie in several buffers that end exactly. */
final class ViewData {

  private static final int BUFFERS = 3;

  private ViewData() {}

  /** A text of so many bytes from few letters, so that prefixes and substrings recur. */
  static String text(KernelData data, int bytes) {
    StringBuilder text = new StringBuilder();
    int left = bytes;
    while (left > 0) {
      int kind = data.random.nextInt(20);
      if (kind == 0 && left >= 4) {
        text.appendCodePoint(0x1F600 + data.random.nextInt(3));
        left -= 4;
      } else if (kind == 1 && left >= 3) {
        text.append((char) ('\u20AC' + data.random.nextInt(3)));
        left -= 3;
      } else if (kind <= 3 && left >= 2) {
        text.append((char) ('\u00E4' + data.random.nextInt(3)));
        left -= 2;
      } else {
        text.append((char) ('a' + data.random.nextInt(3)));
        left -= 1;
      }
    }
    return text.toString();
  }

  static Views views(KernelData data, List<byte[]> strings) {
    long[] sizes = new long[BUFFERS];
    int[] homes = new int[strings.size()];
    for (int i = 0; i < homes.length; i++) {
      homes[i] = data.random.nextInt(BUFFERS);
      sizes[homes[i]] += strings.get(i).length > Views.INLINE ? strings.get(i).length : 0;
    }
    MemorySegment[] buffers = new MemorySegment[BUFFERS];
    for (int b = 0; b < BUFFERS; b++) {
      buffers[b] = data.allocate(sizes[b]);
    }
    MemorySegment views = data.allocate((long) Views.BYTES * strings.size()).fill((byte) 0);
    int[] ends = new int[BUFFERS];
    for (int i = 0; i < homes.length; i++) {
      byte[] bytes = strings.get(i);
      long at = (long) Views.BYTES * i;
      views.set(Slots.INT32, at, bytes.length);
      if (bytes.length <= Views.INLINE) {
        copy(bytes, bytes.length, views, at + 4);
      } else {
        copy(bytes, 4, views, at + 4);
        views.set(Slots.INT32, at + 8, homes[i]);
        views.set(Slots.INT32, at + 12, ends[homes[i]]);
        copy(bytes, bytes.length, buffers[homes[i]], ends[homes[i]]);
        ends[homes[i]] += bytes.length;
      }
    }
    return new Views(views, buffers);
  }

  private static void copy(byte[] bytes, int count, MemorySegment to, long at) {
    MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, at, count);
  }
}
