package dev.quern.scheduler.actor;

import static dev.quern.scheduler.actor.ActorOptions.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {1, 3})
class ActorTest {
  private final ForkJoinLanes lanes;
  private final Residents residents;

  ActorTest(int workers) {
    lanes = new ForkJoinLanes("test", workers);
    residents = new Residents(lanes);
  }

  @AfterEach
  void everythingEnds() throws InterruptedException {
    residents.close();
    lanes.close();
    assertThat(lanes.awaitEnd(20)).isTrue();
  }

  interface Counter {
    long add(long amount);
  }

  /** Counts, with no protection of its own against two threads. */
  static final class Tally implements Counter, AutoCloseable {
    final AtomicInteger inside = new AtomicInteger();
    long sum;
    boolean closed;

    @Override
    public long add(long amount) {
      assertThat(inside.incrementAndGet()).as("threads inside").isEqualTo(1);
      sum += amount;
      inside.decrementAndGet();
      return sum;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void anAskIsAnsweredAndATellIsDone() {
    try (ActorRef<Counter> counter = start(Tally::new)) {
      counter.tell(it -> it.add(1));
      Promise<Long> answer = counter.ask(it -> it.add(5));

      assertThat(answer.join()).isEqualTo(6);
      assertThat(answer.state()).isEqualTo(Future.State.SUCCESS);
      assertThat(answer.resultNow()).isEqualTo(6);
    }
  }

  @Test
  void oneMessageAtATimeAndThoseOfASenderInOrder() throws InterruptedException {
    int senders = 4;
    int each = 3_000;
    List<List<Integer>> seen = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      seen.add(new ArrayList<>());
    }
    AtomicInteger closed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    try (ActorRef<Counter> counter = start(Tally::new, restart(0).mailbox(16))) {
      for (int sender = 0; sender < senders; sender++) {
        int me = sender;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < each; i++) {
                        int number = i;
                        counter.tell(
                            it -> {
                              it.add(1);
                              seen.get(me).add(number);
                            });
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      counter.tell(_ -> closed.incrementAndGet());
      assertThat(counter.ask(it -> it.add(0)).join()).isEqualTo((long) senders * each);
    }
    assertThat(closed).hasValue(1);
    for (List<Integer> numbers : seen) {
      assertThat(numbers).hasSize(each).isSorted();
    }
  }

  @Test
  void closingDealsWithWhatWasSentAndClosesTheInstance() {
    Tally tally = new Tally();
    ActorRef<Counter> counter = start(() -> tally);
    for (int i = 0; i < 1_000; i++) {
      counter.tell(it -> it.add(1));
    }
    counter.close();

    assertThat(tally.sum).isEqualTo(1_000);
    assertThat(tally.closed).isTrue();
    assertThatThrownBy(() -> counter.tell(it -> it.add(1)))
        .isInstanceOf(CancelledException.class)
        .hasMessageMatching("actor Counter was stopped \\(at ActorTest.java:\\d+\\)");
    assertThatThrownBy(() -> counter.ask(it -> it.add(1)).join())
        .isInstanceOf(CancelledException.class);
  }

  @Test
  void stoppedNowItTellsThoseWhoWaitInTheMailbox() throws InterruptedException {
    Gate gate = new Gate();
    ActorRef<Counter> counter = start(Tally::new);
    Promise<Boolean> running = counter.ask(_ -> gate.pass());
    Promise<Long> waiting = counter.ask(it -> it.add(1));
    gate.entered.await();

    assertThat(counter.stopNow()).isTrue();
    assertThat(counter.stopNow()).isFalse();
    gate.open.countDown();
    counter.close();

    assertThat(running.join()).as("what was begun is finished").isTrue();
    assertThatThrownBy(waiting::join)
        .isInstanceOf(CancelledException.class)
        .hasMessageStartingWith("actor Counter was stopped");
    assertThat(waiting.isCancelled()).isTrue();
  }

  @Test
  void aFullMailboxMakesItsSendersWait() throws InterruptedException {
    Gate gate = new Gate();
    AtomicInteger sent = new AtomicInteger();
    try (ActorRef<Counter> counter = start(Tally::new, restart(0).mailbox(2))) {
      var _ = counter.ask(_ -> gate.pass());
      gate.entered.await();
      counter.tell(it -> it.add(1)); // one is being dealt with, one waits
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    counter.tell(it -> it.add(1));
                    sent.incrementAndGet();
                  });
      awaitBlocked(sender);
      assertThat(sent).hasValue(0);

      gate.open.countDown();
      sender.join();
      assertThat(counter.ask(it -> it.add(0)).join()).isEqualTo(2);
    }
  }

  @Test
  void aFullMailboxRefusesWhenItIsAskedTo() throws InterruptedException {
    Gate gate = new Gate();
    try (ActorRef<Counter> counter = start(Tally::new, restart(0).mailbox(1).rejectWhenFull())) {
      Promise<Boolean> running = counter.ask(_ -> gate.pass());
      gate.entered.await();

      assertThatThrownBy(() -> counter.tell(it -> it.add(1)))
          .isInstanceOf(ComputeException.class)
          .hasMessageContaining("actor Counter has 1 messages waiting (at ActorTest.java:");
      gate.open.countDown();
      assertThat(running.join()).isTrue();
    }
  }

  @Test
  void anActorThatFillsItsOwnMailboxIsRefused() {
    ActorRef<Counter> counter = start(Tally::new, restart(0).mailbox(1));

    Promise<Long> answer =
        counter.ask(
            it -> {
              counter.tell(same -> same.add(1));
              return it.add(1);
            });

    assertThatThrownBy(answer::join).hasMessageContaining("its mailbox is full");
  }

  @Test
  void anActorThatWaitsForItselfIsRefused() {
    AtomicReference<ActorRef<Counter>> self = new AtomicReference<>();
    self.set(start(Tally::new));

    Promise<Long> answer = self.get().ask(_ -> self.get().ask(it -> it.add(1)).join());

    assertThatThrownBy(answer::join)
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(PlanException.class)
        .hasMessageContaining("actor Counter waits for an answer of its own");
  }

  @Test
  void actorsThatWaitForEachOtherAreRefused() {
    try (ActorRef<Counter> first = start(Tally::new, restart(0).resumeOn(_ -> true));
        ActorRef<Counter> second = start(Tally::new, restart(0).resumeOn(_ -> true))) {
      Promise<Long> ring =
          first.ask(_ -> second.ask(_ -> first.ask(it -> it.add(1)).join()).join());

      assertThatThrownBy(ring::join).hasMessageContaining("actor Counter, which waits for it");
      Promise<Long> chain = first.ask(_ -> second.ask(it -> it.add(7)).join());
      assertThat(chain.join()).isEqualTo(7);
    }
  }

  @Test
  void anActorMayAskItselfAndNotWait() {
    AtomicReference<@Nullable Promise<Long>> later = new AtomicReference<>();
    try (ActorRef<Counter> counter = start(Tally::new)) {
      counter.ask(_ -> later.compareAndSet(null, counter.ask(it -> it.add(3)))).join();

      assertThat(Objects.requireNonNull(later.get()).join()).isEqualTo(3);
    }
  }

  @Test
  void whoGivesUpWaitingIsToldSo() throws Exception {
    Gate gate = new Gate();
    try (ActorRef<Counter> counter = start(Tally::new)) {
      Promise<Boolean> answer = counter.ask(_ -> gate.pass());
      Promise<Long> unwanted = counter.ask(it -> it.add(100));
      gate.entered.await();

      assertThatThrownBy(() -> answer.get(1, TimeUnit.NANOSECONDS))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("the answer of actor Counter has not come within 1ns");
      assertThat(unwanted.cancel(true)).isTrue();
      gate.open.countDown();
      assertThat(answer.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(counter.ask(it -> it.add(0)).join()).as("a cancelled ask is left out").isZero();
    }
  }

  @Test
  void getThrowsWhatFuturesThrow() {
    try (ActorRef<Counter> counter = start(Tally::new, restart(0).resumeOn(_ -> true))) {
      Promise<Long> broken = counter.ask(it -> Math.floorDiv(it.add(1), 0L));

      assertThatThrownBy(broken::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseInstanceOf(ArithmeticException.class);
      assertThat(broken.exceptionNow()).isInstanceOf(TaskFailedException.class);
    }
  }

  @Test
  void actorsEndWithTheirSession() {
    Tally tally = new Tally();
    ActorRef<Counter> forgotten = start(() -> tally);
    assertThat(forgotten.ask(it -> it.add(1)).join()).isEqualTo(1);

    residents.close();

    assertThat(tally.closed).isTrue();
    assertThatThrownBy(() -> forgotten.ask(it -> it.add(1)).join())
        .isInstanceOf(CancelledException.class)
        .hasMessageStartingWith("its session was closed");
  }

  private ActorRef<Counter> start(ActorFactory<Counter> factory) {
    return start(factory, restart(0));
  }

  private ActorRef<Counter> start(ActorFactory<Counter> factory, ActorOptions options) {
    return ActorRef.start(residents, Counter.class, factory, options);
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Holds a message up. */
  private static final class Gate {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    boolean pass() throws InterruptedException {
      entered.countDown();
      open.await();
      return true;
    }
  }
}
