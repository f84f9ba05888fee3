package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A string column's memory: 16-byte Arrow views and the buffers that the long ones point to.
 *
 * <p>A view is an INT32 length, and then either up to 12 bytes inline, zero padded, or the first 4
 * bytes, the INT32 index of a buffer and the INT32 offset in it. Views of null rows are well formed
 * too (the engine writes zeros, the empty string).
 *
 * @param views one view a row
 * @param buffers what long views point to; bounds are checked at each access
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a list would cost a call per row
public record Views(MemorySegment views, MemorySegment[] buffers) {

  /** Bytes of a view. */
  public static final int BYTES = 16;

  /** The longest string that a view holds inline. */
  public static final int INLINE = 12;
}
