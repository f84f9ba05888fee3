package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class HeapSegmentTest {

  @Test
  void vectorKernelsRefuseTheHeapWhereAssertionsAreOn() {
    Kernels simd = Kernels.simd().orElseThrow();
    MemorySegment heap = MemorySegment.ofArray(new double[64]);
    assertThatThrownBy(() -> simd.reduce().sumFloat(LaneType.FLOAT64, heap, Bitmaps.ALL_VALID, 64))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () -> simd.compare().compare(CompareOp.LT, LaneType.FLOAT64, heap, 0, heap, 64))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> simd.select().filter(8, heap, heap, heap, 64))
        .isInstanceOf(AssertionError.class);
  }
}
