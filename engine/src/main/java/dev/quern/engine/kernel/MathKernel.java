package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Functions of floats, element by element. {@code type} is FLOAT32 or FLOAT64; FLOAT32 is computed
 * in FLOAT64 and rounded once where the function is not exact. Values that a function is not
 * defined for give NaN, never an error.
 */
public interface MathKernel {

  /** {@code out[i] = function(in[i])}. */
  void apply(MathFunction function, LaneType type, MemorySegment in, MemorySegment out, int n);

  /** {@code out[i] = base[i] ^ exponent[i]}, as {@link Math#pow}. */
  void pow(LaneType type, MemorySegment base, MemorySegment exponent, MemorySegment out, int n);

  /** {@code out[i] = base[i] ^ exponent}, as {@link Math#pow}. */
  void pow(LaneType type, MemorySegment base, double exponent, MemorySegment out, int n);

  /** {@code out[i] = a[i] * b[i] + c[i]}, rounded once. */
  void fma(
      LaneType type, MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment out, int n);
}
