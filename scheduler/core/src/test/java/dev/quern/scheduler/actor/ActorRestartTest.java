package dev.quern.scheduler.actor;

import static dev.quern.scheduler.actor.ActorOptions.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.Durations;
import dev.quern.scheduler.lane.PlayedLanes;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActorRestartTest {
  private final long seed = new Random().nextLong();
  private final PlayedLanes lanes = new PlayedLanes(seed);
  private final Residents residents = new Residents(lanes);
  private final List<Long> made = new ArrayList<>();
  private final AtomicInteger added = new AtomicInteger();

  @AfterEach
  void everythingEnds() {
    residents.close();
    lanes.close();
  }

  private class Tally implements Snapshots<Long> {
    long sum;

    Tally() {
      made.add(TimeUnit.NANOSECONDS.toMillis(lanes.nanoTime()));
    }

    long add(long amount) {
      if (amount < 0) {
        sum = Long.MIN_VALUE; // what it was is lost
        throw new IllegalArgumentException("no " + amount);
      }
      added.incrementAndGet();
      sum += amount;
      return sum;
    }

    @Override
    public Long snapshot() {
      return sum;
    }

    @Override
    public void restore(Long state) {
      sum = state;
    }
  }

  @Test
  void aRestartBeginsAnewWithoutSnapshots() {
    try (ActorRef<Tally> tally = start(restart(1))) {
      assertThat(tally.ask(it -> it.add(5)).join()).isEqualTo(5);
      Promise<Long> broken = tally.ask(it -> it.add(-1));
      Promise<Long> next = tally.ask(it -> it.add(2));

      assertThatThrownBy(broken::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageMatching(
              "a message to actor Tally failed \\(at ActorRestartTest.java:\\d+\\): "
                  + "java.lang.IllegalArgumentException: no -1");
      assertThat(next.join()).isEqualTo(2);
    }
    assertThat(made).hasSize(2);
  }

  @Test
  void aRestartGoesOnFromSnapshotAndMessagesSince() {
    try (ActorRef<Tally> tally = start(restart(1).snapshotEvery(100))) {
      for (int i = 0; i < 250; i++) {
        tally.tell(it -> it.add(1));
      }
      Promise<Long> before = tally.ask(it -> it.add(1));
      Promise<Long> broken = tally.ask(it -> it.add(-1));
      Promise<Long> after = tally.ask(it -> it.add(1));

      assertThat(after.join()).isEqualTo(252);
      assertThat(before.join()).as("answered once").isEqualTo(251);
      assertThatThrownBy(broken::join).isInstanceOf(TaskFailedException.class);
      assertThat(added).as("carried out, 51 of them again").hasValue(252 + 51);
    }
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    try (ActorRef<Tally> tally = start(restart(5).backoff("100ms", "500ms"))) {
      for (int i = 0; i < 5; i++) {
        Promise<Long> broken = tally.ask(it -> it.add(-1));
        assertThatThrownBy(broken::join).isInstanceOf(TaskFailedException.class);
      }
      assertThat(tally.ask(it -> it.add(1)).join()).isEqualTo(1);
    }
    assertThat(made).containsExactly(0L, 100L, 300L, 700L, 1200L, 1700L);
  }

  @Test
  void afterTheLimitItFailsAndTellsEverybody() {
    ActorRef<Tally> tally = start(restart(1));
    Promise<Long> first = tally.ask(it -> it.add(-1));
    Promise<Long> second = tally.ask(it -> it.add(-2));
    Promise<Long> waiting = tally.ask(it -> it.add(3));

    String limit =
        "actor Tally, restarted 1 times, failed \\(at ActorRestartTest.java:\\d+\\): "
            + "java.lang.IllegalArgumentException: no -2";
    assertThatThrownBy(waiting::join)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageMatching(limit)
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(first::join).hasMessageContaining("no -1");
    assertThatThrownBy(second::join).hasMessageContaining("no -2");
    assertThatThrownBy(() -> tally.tell(it -> it.add(1))).hasMessageMatching(limit);
    assertThatThrownBy(() -> tally.ask(it -> it.add(1)).join()).hasMessageMatching(limit);
    assertThatThrownBy(tally::close).as("nobody overlooks it").hasMessageMatching(limit);
    assertThat(tally.isStopped()).isTrue();
  }

  @Test
  void restartsLongAgoDoNotCount() throws Exception {
    try (ActorRef<Tally> tally = start(restart(1).within("1m").backoff("50s", "50s"))) {
      for (int i = 0; i < 4; i++) {
        Promise<Long> broken = tally.ask(it -> it.add(-1));
        assertThatThrownBy(broken::join).isInstanceOf(TaskFailedException.class);
        assertThat(tally.ask(it -> it.add(1)).join()).isEqualTo(1);
        waitFor("11s");
      }
    }
    assertThat(made).containsExactly(0L, 50_000L, 111_000L, 172_000L, 233_000L);
  }

  @Test
  void harmlessExceptionsAreForTheSenderAlone() {
    try (ActorRef<Tally> tally =
        start(restart(0).resumeOn(e -> e instanceof ArithmeticException))) {
      assertThat(tally.ask(it -> it.add(4)).join()).isEqualTo(4);
      Promise<Long> harmless = tally.ask(it -> Math.floorDiv(it.sum, 0L));

      assertThatThrownBy(harmless::join).hasRootCauseInstanceOf(ArithmeticException.class);
      assertThat(tally.ask(it -> it.add(1)).join()).isEqualTo(5);
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void aMessageWaitsForAnInstanceThatIsHardToMake() {
    AtomicInteger tries = new AtomicInteger();
    ActorFactory<Tally> hard =
        () -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
          return new Tally();
        };
    try (ActorRef<Tally> tally =
        ActorRef.start(residents, Tally.class, hard, restart(2).backoff("1s", "1h"))) {
      assertThat(tally.ask(it -> it.add(9)).join()).isEqualTo(9);
    }
    assertThat(made).containsExactly(3_000L);
  }

  @Test
  void anActorWithoutSnapshotsSaysSo() {
    ActorRef<String> plain =
        ActorRef.start(residents, String.class, () -> "plain", restart(0).snapshotEvery(10));

    assertThatThrownBy(() -> plain.ask(String::length).join())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("java.lang.String takes no snapshots: let it implement Snapshots");
  }

  @Test
  void stoppedInAPauseItDoesNotWaitForItsEnd() {
    ActorRef<Tally> tally = start(restart(1).backoff("1h", "1h"));
    Promise<Long> broken = tally.ask(it -> it.add(-1));
    Promise<Long> waiting = tally.ask(it -> it.add(1));
    lanes.settle();

    assertThat(tally.stopNow()).isTrue();
    assertThatThrownBy(waiting::join).isInstanceOf(CancelledException.class);
    tally.close();
    assertThatThrownBy(broken::join).hasMessageContaining("no -1");
    assertThat(lanes.nanoTime()).isZero();
  }

  @Test
  void closedInAPauseItStillDealsWithWhatWasSent() {
    ActorRef<Tally> tally = start(restart(1).backoff("1h", "1h"));
    Promise<Long> broken = tally.ask(it -> it.add(-1));
    Promise<Long> waiting = tally.ask(it -> it.add(1));
    tally.close();

    assertThat(waiting.join()).isEqualTo(1);
    assertThatThrownBy(broken::join).hasMessageContaining("no -1");
    assertThat(made).containsExactly(0L, 3_600_000L);
  }

  /* What comes out does not depend on the order in which strands are played. */
  @Test
  void actorsThatAskEachOtherAgreeWhateverTheOrder() {
    for (int round = 0; round < 200; round++) {
      PlayedLanes order = new PlayedLanes(seed + round);
      try (Residents here = new Residents(order)) {
        ActorRef<Tally> left = tally(here);
        ActorRef<Tally> right = tally(here);
        for (int i = 0; i < 20; i++) {
          Promise<Long> sum = left.ask(it -> it.add(1));
          right.tell(it -> it.add(sum.join()));
          if (i % 7 == 3) {
            var _ = left.ask(it -> it.add(-1));
          }
        }
        left.close();
        assertThat(right.ask(it -> it.sum).join()).as("seed %d", seed + round).isEqualTo(210);
      }
    }
  }

  @Test
  void amountsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> restart(-1)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> restart(1).mailbox(0)).hasMessageContaining("needs a place");
    assertThatThrownBy(() -> restart(1).backoff("5s", "1s")).hasMessageContaining("5s");
    assertThatThrownBy(() -> restart(1).backoff("soon", "1s"))
        .hasMessageContaining("'soon' is no span of time");
  }

  private ActorRef<Tally> start(ActorOptions options) {
    return ActorRef.start(residents, Tally.class, Tally::new, options);
  }

  private ActorRef<Tally> tally(Residents here) {
    return ActorRef.start(here, Tally.class, Tally::new, restart(3).snapshotEvery(4).mailbox(64));
  }

  private void waitFor(String time) throws InterruptedException {
    boolean came = lanes.await(new CountDownLatch(1), Durations.nanos(time));
    assertThat(came).isFalse();
  }
}
