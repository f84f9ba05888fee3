package dev.quern.scheduler.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final int MOST = 16_000;

  private final Patience patience = new Patience(MOST);

  @Test
  void lastsAsLongAsItIsPaidBack() {
    for (int i = 0; i < 100; i++) {
      assertThat(patience.nanos()).isEqualTo(MOST);
      patience.paid();
    }
  }

  @Test
  void isHalfAsLongEachTimeThatItIsInVain() {
    assertThat(patience.nanos()).isEqualTo(MOST);
    patience.inVain();
    assertThat(patience.nanos()).isEqualTo(MOST / 2);
    patience.inVain();
    assertThat(patience.nanos()).isEqualTo(MOST / 4);
    patience.paid();
    assertThat(patience.nanos()).isEqualTo(MOST);
  }

  @Test
  void isTriedMoreAndMoreSeldomWhereItNeverPays() {
    int times = 1_000_000;
    long spent = 0;
    for (int i = 0; i < times; i++) {
      int nanos = patience.nanos();
      if (nanos > 0) {
        spent += nanos;
        patience.inVain();
      }
    }

    assertThat(spent / times).as("nanoseconds each time").isLessThan(20);
  }

  @Test
  void comesBackWhenItPaysAgain() {
    for (int i = 0; i < 100_000; i++) {
      if (patience.nanos() > 0) {
        patience.inVain();
      }
    }
    int tries = 0;
    while (patience.nanos() == 0) {
      tries++;
    }
    patience.paid();

    assertThat(tries).isBetween(1, 1024);
    assertThat(patience.nanos()).isEqualTo(MOST);
  }
}
