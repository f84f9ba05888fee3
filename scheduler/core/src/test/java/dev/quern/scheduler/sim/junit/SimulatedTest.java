package dev.quern.scheduler.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import dev.quern.scheduler.sim.Faults;
import dev.quern.scheduler.sim.Simulation;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class SimulatedTest {
  private final Set<Long> seeds = new LinkedHashSet<>();

  @Simulated(seeds = 20, from = 5, lanes = 3)
  void isPlayedUnderEachSeedWithASessionOfItsOwn(
      Session session, Simulation simulation, Faults faults) {
    assertThat(seeds.add(simulation.seed())).isTrue();
    assertThat(session).isSameAs(simulation.session());
    assertThat(faults).isSameAs(simulation.faults());
    assertThat(session.config().workers()).isEqualTo(3);
    assertThat(session.isClosed()).isFalse();
  }

  @AfterEach
  void allSeedsWerePlayed() {
    if (System.getProperty("quern.sim.seed") == null) {
      assertThat(seeds).hasSize(20).startsWith(5L).endsWith(24L);
    }
  }
}
