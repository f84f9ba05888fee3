package dev.quern.scheduler.actor;

import static dev.quern.scheduler.actor.ActorOptions.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.Chore;
import dev.quern.scheduler.lane.EndlessLanes;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An actor's strand that waits for the next message on its lane, here until there is one. */
@ParameterizedClass
@ValueSource(ints = {1, 3})
@Timeout(60)
class ActorLingeringTest {
  private final ForkJoinLanes threads;
  private final EndlessLanes endless;
  private final Lanes lanes;
  private final Residents residents;

  ActorLingeringTest(int workers) {
    threads = new ForkJoinLanes("test", workers);
    endless = new EndlessLanes(threads);
    lanes = endless.lanes();
    residents = new Residents(lanes);
  }

  @AfterEach
  void everythingEnds() throws InterruptedException {
    residents.close();
    lanes.close();
    assertThat(threads.awaitEnd(20)).isTrue();
  }

  @Test
  void whatComesThenIsDealtWithByTheSameStrandAndInOrder() throws InterruptedException {
    List<Integer> seen = new ArrayList<>();
    AtomicReference<Thread> lane = new AtomicReference<>();
    try (ActorRef<List<Integer>> actor = start(() -> seen, restart(0))) {
      assertThat(actor.ask(it -> it.add(0)).join()).isTrue();
      actor.ask(_ -> lane.getAndSet(Thread.currentThread())).join();
      for (int i = 1; i < 1_000; i++) {
        endless.awaitLingering();
        int number = i;
        actor.tell(it -> it.add(number));
        assertThat(actor.ask(_ -> Thread.currentThread()).join()).isSameAs(lane.get());
      }
    }
    assertThat(seen).hasSize(1_000).isSorted();
  }

  @Test
  void stoppingEndsIt() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    ActorRef<AutoCloseable> actor = start(() -> closed::countDown, restart(0));
    actor.tell(_ -> {});
    endless.awaitLingering();

    actor.close();

    assertThat(closed.getCount()).isZero();
    assertThatThrownBy(() -> actor.tell(_ -> {})).isInstanceOf(CancelledException.class);
  }

  @Test
  void stoppingNowEndsIt() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    ActorRef<AutoCloseable> actor = start(() -> closed::countDown, restart(0));
    actor.tell(_ -> {});
    endless.awaitLingering();

    assertThat(actor.stopNow()).isTrue();

    closed.await();
  }

  @Test
  void itsSessionEndsIt() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    start(() -> (AutoCloseable) closed::countDown, restart(0)).tell(_ -> {});
    endless.awaitLingering();

    residents.close();

    closed.await();
  }

  @Test
  void aMessageThatFailsIsFollowedByARestartAfterItsPause() throws InterruptedException {
    List<String> made = new ArrayList<>();
    ActorFactory<String> factory =
        () -> {
          made.add("one");
          return "one";
        };
    try (ActorRef<String> actor = start(factory, restart(1).backoff("5ms", "5ms"))) {
      assertThat(actor.ask(String::length).join()).isEqualTo(3);
      endless.awaitLingering();
      Promise<Character> fails = actor.ask(it -> it.charAt(7));

      assertThatThrownBy(fails::join).isInstanceOf(TaskFailedException.class);
      endless.awaitLingering();
      assertThat(actor.ask(String::length).join()).isEqualTo(3);
      assertThat(made).hasSize(2);
    }
  }

  @Test
  void aMessageFromALaneIsNotFollowedByIt() throws InterruptedException {
    try (ActorRef<String> actor = start(() -> "it", restart(0))) {
      CompletableFuture<Promise<Integer>> asked = new CompletableFuture<>();
      lanes.start(new Chore(lanes, () -> asked.complete(actor.ask(String::length))));
      assertThat(asked.join().join()).isEqualTo(2);

      assertThat(actor.ask(String::length).join()).isEqualTo(2);
      endless.awaitLingering();

      assertThat(endless.times()).isEqualTo(1);
    }
  }

  private <A> ActorRef<A> start(ActorFactory<A> factory, ActorOptions options) {
    return ActorRef.start(residents, type(), factory, options);
  }

  @SuppressWarnings("unchecked") // a name for messages
  private static <A> Class<A> type() {
    return (Class<A>) Object.class;
  }
}
