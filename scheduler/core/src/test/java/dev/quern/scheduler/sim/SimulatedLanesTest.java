package dev.quern.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Nobody;
import dev.quern.scheduler.lane.Strand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimulatedLanesTest {

  @Test
  void theSameSeedGivesTheSameTraceByteForByte() {
    for (long seed = 0; seed < 50; seed++) {
      String first = aWildMix(Simulation.seed(seed));

      assertThat(aWildMix(Simulation.seed(seed))).isEqualTo(first);
      assertThat(aWildMix(Simulation.seed(seed + 1))).isNotEqualTo(first);
      assertThat(aWildMix(Simulation.prioritized(seed)))
          .isEqualTo(aWildMix(Simulation.prioritized(seed)));
    }
  }

  @Test
  void aScheduleGivesTheTraceThatItWasTakenFrom() {
    for (long seed = 0; seed < 50; seed++) {
      Simulation first = Simulation.seed(seed);
      String trace = aWildMix(first);
      Schedule kept = Schedule.parse(first.schedule().toString());

      assertThat(aWildMix(Simulation.replay(kept))).isEqualTo(trace);
    }
  }

  /* whatever strands can do to each other, with a number for everything that is done */
  private static String aWildMix(Simulation simulation) {
    List<Integer> done = new ArrayList<>();
    try (simulation) {
      Lanes lanes = simulation.openLanes(3);
      CountDownLatch all = new CountDownLatch(12);
      CountDownLatch middle = new CountDownLatch(3);
      for (int i = 0; i < 6; i++) {
        int number = i;
        start(
            lanes,
            () -> {
              lanes.fork(
                  strand(
                      lanes,
                      () -> {
                        done.add(10 + number);
                        middle.countDown();
                        all.countDown();
                      }));
              if (number == 0) {
                await(lanes, middle);
              } else if (number == 1) {
                lanes.after(1_000_000, () -> start(lanes, () -> done.add(100)));
              }
              done.add(number);
              all.countDown();
              while (lanes.runForked(null)) {
                done.add(-1);
              }
            });
      }
      await(lanes, all);
    }
    assertThat(done).contains(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15);
    return simulation.trace() + "\n" + done;
  }

  @Test
  void aStrandMayWaitForOneThatIsBelowItOnTheOnlyLane() {
    for (long seed = 0; seed < 50; seed++) {
      try (Simulation simulation = Simulation.seed(seed)) {
        Lanes lanes = simulation.openLanes(1);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        start(
            lanes,
            () -> {
              await(lanes, first);
              second.countDown();
              ended.countDown();
            });
        start(
            lanes,
            () -> {
              first.countDown();
              await(lanes, second);
              ended.countDown();
            });
        await(lanes, ended);
      }
    }
  }

  @Test
  void everybodyWaitingIsReportedWithWhoAndWhere() {
    try (Simulation simulation = Simulation.seed(1)) {
      Lanes lanes = simulation.openLanes(2);
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      start(
          lanes,
          () -> {
            await(lanes, never);
            ended.countDown();
          });

      assertThatThrownBy(() -> await(lanes, ended))
          .isInstanceOf(SimulationError.class)
          .hasMessageContaining("everybody waits")
          .hasMessageContaining("outside waits for latch 1, whose count is 1")
          .hasMessageContaining("waits for latch 2, whose count is 1")
          .hasMessageContaining("SimulatedLanesTest.java");
      assertThat(never.getCount()).isEqualTo(1);
    }
  }

  @Test
  void timeJumpsToTheNextAlarmAndAlarmsGoOffInOrder() throws InterruptedException {
    try (Simulation simulation = Simulation.seed(3)) {
      Lanes lanes = simulation.openLanes(2);
      List<String> heard = new ArrayList<>();
      CountDownLatch last = new CountDownLatch(1);
      lanes.after(TimeUnit.HOURS.toNanos(2), () -> heard.add("second"));
      lanes.after(
          TimeUnit.HOURS.toNanos(3),
          () -> {
            heard.add("third");
            last.countDown();
          });
      lanes.after(TimeUnit.HOURS.toNanos(1), () -> heard.add("first"));
      lanes.after(TimeUnit.HOURS.toNanos(1), () -> heard.add("never")).cancel();

      assertThat(lanes.await(last, TimeUnit.HOURS.toNanos(2) + 1)).isFalse();
      assertThat(heard).containsExactly("first", "second");
      lanes.await(last);
      assertThat(heard).containsExactly("first", "second", "third");
      assertThat(lanes.nanoTime()).isBetween(hours(3), hours(4));
    }
  }

  @Test
  void strandsBesideTheLanesAreOnNoLane() {
    try (Simulation simulation = Simulation.seed(3)) {
      Lanes lanes = simulation.openLanes(1);
      CountDownLatch done = new CountDownLatch(2);
      List<Boolean> onLane = new ArrayList<>();
      lanes.startAside(
          strand(
              lanes,
              () -> {
                onLane.add(lanes.onLane());
                done.countDown();
              }));
      await(lanes, done, 1);
      start(
          lanes,
          () -> {
            onLane.add(lanes.onLane());
            done.countDown();
          });
      await(lanes, done, 0);

      assertThat(onLane).containsExactly(false, true);
      assertThat(lanes.onLane()).isFalse();
    }
  }

  @Test
  void closingInterruptsWhoWaitsAndRefusesMore() {
    Simulation simulation = Simulation.seed(5);
    Lanes lanes = simulation.openLanes(2);
    CountDownLatch waiting = new CountDownLatch(1);
    List<String> seen = new ArrayList<>();
    start(
        lanes,
        () -> {
          waiting.countDown();
          try {
            lanes.await(new CountDownLatch(1));
          } catch (InterruptedException e) {
            seen.add("interrupted");
          }
        });
    await(lanes, waiting);
    simulation.pass(Duration.ofMillis(100));
    simulation.close();

    assertThat(seen).containsExactly("interrupted");
    assertThatThrownBy(() -> start(lanes, () -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aStoryTellsWhatHappenedToOneThing() {
    try (Simulation simulation = Simulation.seed(5)) {
      Lanes lanes = simulation.openLanes(2);
      CountDownLatch done = new CountDownLatch(1);
      start(
          lanes,
          () -> {
            lanes.step("the step");
            done.countDown();
          });
      await(lanes, done);

      assertThat(simulation.trace().story("the step"))
          .extracting(Step::what)
          .containsExactly("begun as task 1");
    }
  }

  private static long hours(int hours) {
    return TimeUnit.HOURS.toNanos(hours);
  }

  private static void start(Lanes lanes, Runnable work) {
    lanes.start(strand(lanes, work));
  }

  private static Strand strand(Lanes lanes, Runnable work) {
    return new Strand(lanes, new Nobody(lanes)) {
      @Override
      protected void work() {
        work.run();
      }
    };
  }

  private static void await(Lanes lanes, CountDownLatch latch) {
    try {
      lanes.await(latch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /* until only so many counts are left */
  private static void await(Lanes lanes, CountDownLatch latch, long left) {
    try {
      while (latch.getCount() > left) {
        boolean _ = lanes.await(latch, 1_000);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
