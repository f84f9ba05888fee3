package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Predicates and lengths of strings. Order is that of unsigned bytes, which for UTF-8 is that of
 * code points. Patterns and constants are UTF-8 bytes. Null rows are computed as the empty string
 * that their views hold.
 */
public interface StringKernel {

  /** The bitmap of {@code strings[i] op constant}. */
  void compare(CompareOp op, Views strings, byte[] constant, MemorySegment out, int n);

  /** The bitmap of {@code left[i] op right[i]}. */
  void compare(CompareOp op, Views left, Views right, MemorySegment out, int n);

  /** The bitmap of the strings that start with {@code prefix}. */
  void startsWith(Views strings, byte[] prefix, MemorySegment out, int n);

  /** The bitmap of the strings that end with {@code suffix}. */
  void endsWith(Views strings, byte[] suffix, MemorySegment out, int n);

  /** The bitmap of the strings in which {@code needle} occurs. */
  void contains(Views strings, byte[] needle, MemorySegment out, int n);

  /** The bitmap of the strings that match {@code pattern}. */
  void like(Views strings, LikePattern pattern, MemorySegment out, int n);

  /** Lengths in bytes, INT32. */
  void byteLength(Views strings, MemorySegment out, int n);

  /** Lengths in code points, INT32. */
  void codePointLength(Views strings, MemorySegment out, int n);

  /**
   * Views of the part of each string behind {@code skip} code points, {@code count} of them at
   * most. They point into the same buffers.
   */
  void substring(Views strings, int skip, int count, MemorySegment out, int n);
}
