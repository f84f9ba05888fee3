package dev.quern.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SystemMemoryTest {

  /** They come from the arenas, and go back there. */
  @Test
  void moreBlocksThanMappingsAreAllocated() {
    long[] blocks = new long[SystemMemory.MOST_MAPPINGS + 100];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = SystemMemory.allocate(SystemMemory.MAPPED);
      }
      assertThat(Arrays.stream(blocks).distinct().count()).isEqualTo(blocks.length);
      assertThat(blocks).doesNotContain(0);
      for (long block : blocks) {
        SystemMemory.free(block, SystemMemory.MAPPED);
      }
    }
  }
}
