package dev.quern.arrays.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {

  /** The known answers that the authors publish with their Random123 library. */
  @Test
  void knownAnswers() {
    assertDraw(0, 0, 0, 0xe169c58d_6627e8d5L, 0x9b00dbd8_bc57ac4cL);
    assertDraw(-1, -1, -1, 0x41c83b0e_408f276dL, 0x6d5451fd_a20bc7c6L);
    assertDraw(
        0x299f31d0_a4093822L,
        0x03707344_13198a2eL,
        0x85a308d3_243f6a88L,
        0x94fdcceb_d16cfe09L,
        0x24126ea1_5001e420L);
  }

  private static void assertDraw(long key, long stream, long counter, long first, long second) {
    Philox philox = new Philox(key, stream);
    philox.draw(counter);
    assertThat(philox.first()).isEqualTo(first);
    assertThat(philox.second()).isEqualTo(second);
  }

  @Test
  void unitNumbersAreBelowOne() {
    assertThat(Philox.unit(0)).isZero();
    assertThat(Philox.unit(-1)).isEqualTo(Math.nextDown(1.0));
  }
}
