package dev.quern.engine.kernel.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The widest vectors of this machine, as constants that the compiler folds. */
final class Species {

  static final VectorSpecies<Byte> I8 = ByteVector.SPECIES_PREFERRED;
  static final VectorSpecies<Short> I16 = ShortVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> I32 = IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Long> I64 = LongVector.SPECIES_PREFERRED;
  static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;

  private static final VectorShape HALF = VectorShape.forBitSize(I64.vectorBitSize() / 2);

  /** As many INT32 lanes as {@link #I64} has lanes. */
  static final VectorSpecies<Integer> I32_HALF = VectorSpecies.of(int.class, HALF);

  /** As many FLOAT32 lanes as {@link #F64} has lanes. */
  static final VectorSpecies<Float> F32_HALF = VectorSpecies.of(float.class, HALF);

  static final int LANES_8 = I8.length();
  static final int LANES_16 = I16.length();
  static final int LANES_32 = I32.length();
  static final int LANES_64 = I64.length();

  /** The low bits that are the mask of one vector. */
  static final long MASK_8 = -1L >>> (64 - LANES_8);

  static final long MASK_16 = -1L >>> (64 - LANES_16);
  static final long MASK_32 = -1L >>> (64 - LANES_32);
  static final long MASK_64 = -1L >>> (64 - LANES_64);

  static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  private Species() {}

  /**
   * Whether no segment is on the heap. One that is would be hundreds of times slower, and would
   * spoil the compiled code for all later calls, so kernels assert this.
   */
  static boolean areNative(MemorySegment... segments) {
    for (MemorySegment segment : segments) {
      if (!segment.isNative()) {
        return false;
      }
    }
    return true;
  }
}
