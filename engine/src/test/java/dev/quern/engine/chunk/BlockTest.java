package dev.quern.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BlockTest {

  @Test
  void elementsOfEveryType(MemoryBudget budget) {
    for (DType dtype :
        new DType[] {
          DType.BOOL,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.FLOAT32,
          DType.FLOAT64
        }) {
      try (Block block = Block.allocate(budget, dtype, 2, 3)) {
        assertThat(block.byteSize()).isEqualTo(6L * Block.width(dtype));
        block.values().fill((byte) 0);
        switch (Block.width(dtype)) {
          case 1 -> block.values().set(ValueLayout.JAVA_BYTE, 5, (byte) 1);
          case 2 -> block.values().setAtIndex(ValueLayout.JAVA_SHORT, 5, (short) 1);
          case 4 -> {
            if (dtype == DType.FLOAT32) {
              block.values().setAtIndex(ValueLayout.JAVA_FLOAT, 5, 1);
            } else {
              block.values().setAtIndex(ValueLayout.JAVA_INT, 5, 1);
            }
          }
          default -> {
            if (dtype == DType.FLOAT64) {
              block.values().setAtIndex(ValueLayout.JAVA_DOUBLE, 5, 1);
            } else {
              block.values().setAtIndex(ValueLayout.JAVA_LONG, 5, 1);
            }
          }
        }
        assertThat(block.longAt(5)).as("%s", dtype).isEqualTo(1);
        assertThat(block.doubleAt(5)).as("%s", dtype).isEqualTo(1.0);
        assertThat(block.doubleAt(4)).as("%s", dtype).isZero();
        assertThatThrownBy(() -> block.doubleAt(6)).isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void handlesShareTheMemory(MemoryBudget budget) {
    Block block = Block.allocate(budget, DType.INT64, 2, 3);
    Block flat = block.withShape(6);
    Block other = block.retain();
    block.close();
    flat.values().setAtIndex(ValueLayout.JAVA_LONG, 4, 7);
    assertThat(other.longAt(4)).isEqualTo(7);
    assertThat(other.shape()).containsExactly(2, 3);
    assertThat(flat).hasToString("int64[6]");
    assertThatThrownBy(block::close).isInstanceOf(MemoryFaultException.class);
    assertThatThrownBy(() -> other.withShape(5)).isInstanceOf(IllegalArgumentException.class);
    flat.close();
    other.close();
  }

  @Test
  void scalarsAndEmptyBlocks(MemoryBudget budget) {
    try (Block scalar = Block.allocate(budget, DType.FLOAT64);
        Block empty = Block.allocate(budget, DType.FLOAT64, 0, 4)) {
      assertThat(scalar.size()).isEqualTo(1);
      assertThat(scalar.rank()).isZero();
      assertThat(empty.size()).isZero();
    }
    assertThatThrownBy(() -> Block.allocate(budget, DType.UTF8, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Block.allocate(budget, DType.INT8, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
