package dev.quern.engine.kernel.simd;

import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.StringKernel;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.kernel.scalar.ScalarStrings;
import java.lang.foreign.MemorySegment;

/**
 * String predicates of which equality with a short constant and the search in long strings go by
 * vectors; what looks at a view's two words only is the scalar twin's.
 */
final class SimdStrings implements StringKernel {

  private final ScalarStrings scalar = new ScalarStrings();

  @Override
  public void compare(CompareOp op, Views strings, byte[] constant, MemorySegment out, int n) {
    assert Species.areNative(strings.views(), out);
    int whole = 0;
    if (constant.length <= Views.INLINE && (op == CompareOp.EQ || op == CompareOp.NE)) {
      whole = n & -64;
      ViewCompare.equal(strings.views(), constant, op == CompareOp.EQ ? 0 : -1, out, whole);
    }
    if (whole < n) {
      ScalarStrings.compare(op, strings, constant, out, whole, n);
    }
  }

  @Override
  public void compare(CompareOp op, Views left, Views right, MemorySegment out, int n) {
    scalar.compare(op, left, right, out, n);
  }

  @Override
  public void startsWith(Views strings, byte[] prefix, MemorySegment out, int n) {
    scalar.startsWith(strings, prefix, out, n);
  }

  @Override
  public void endsWith(Views strings, byte[] suffix, MemorySegment out, int n) {
    scalar.endsWith(strings, suffix, out, n);
  }

  @Override
  public void contains(Views strings, byte[] needle, MemorySegment out, int n) {
    assert Species.areNative(strings.views(), out);
    if (needle.length == 0) {
      scalar.contains(strings, needle, out, n);
    } else {
      ViewSearch.contains(strings, needle, out, n);
    }
  }

  @Override
  public void like(Views strings, LikePattern pattern, MemorySegment out, int n) {
    switch (pattern.kind()) {
      case EQUALS -> compare(CompareOp.EQ, strings, pattern.literal(), out, n);
      case CONTAINS -> contains(strings, pattern.literal(), out, n);
      case PREFIX, SUFFIX, GENERAL -> scalar.like(strings, pattern, out, n);
    }
  }

  @Override
  public void byteLength(Views strings, MemorySegment out, int n) {
    scalar.byteLength(strings, out, n);
  }

  @Override
  public void codePointLength(Views strings, MemorySegment out, int n) {
    scalar.codePointLength(strings, out, n);
  }

  @Override
  public void substring(Views strings, int skip, int count, MemorySegment out, int n) {
    scalar.substring(strings, skip, count, out, n);
  }
}
