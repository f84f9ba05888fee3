package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionConfigTest {
  private static final long GIB = 1L << 30;

  @Test
  void theDefaultIsMadeForTheMachine() {
    SessionConfig config = SessionConfig.local(Map.of(), 6, 100 * GIB, 25 * GIB);

    assertThat(config.workers()).isEqualTo(6);
    assertThat(config.memory()).isEqualTo(100 * GIB / 10 * 7 - 25 * GIB);
  }

  @Test
  void aHeapThatTakesAllLeavesATenth() {
    assertThat(SessionConfig.local(Map.of(), 1, 100 * GIB, 90 * GIB).memory())
        .isEqualTo(100 * GIB / 10);
  }

  @Test
  void theEnvironmentIsAskedFirst() {
    SessionConfig config =
        SessionConfig.local(
            Map.of("QUERN_WORKERS", " 3", "QUERN_MEMORY", "2g"), 6, 100 * GIB, 25 * GIB);

    assertThat(config.workers()).isEqualTo(3);
    assertThat(config.memory()).isEqualTo(2 * GIB);
  }

  @Test
  void whatTheProgramSaysIsLast() {
    SessionConfig config = SessionConfig.local().workers(5).memory("512 MiB");

    assertThat(config.workers()).isEqualTo(5);
    assertThat(config.memory()).isEqualTo(512L << 20);
    assertThat(config.listener(_ -> {}).listeners()).hasSize(1);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> SessionConfig.local(Map.of("QUERN_WORKERS", "many"), 6, GIB, GIB))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("QUERN_WORKERS is 'many'");
    assertThatThrownBy(() -> SessionConfig.local(Map.of("QUERN_MEMORY", "much"), 6, GIB, GIB))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("QUERN_MEMORY: 'much'");
    assertThatThrownBy(() -> Session.local().workers(0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> Session.local().memory(0)).isInstanceOf(PlanException.class);
  }
}
