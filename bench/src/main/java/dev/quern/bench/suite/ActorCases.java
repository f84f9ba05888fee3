package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;
import static dev.quern.scheduler.actor.ActorOptions.restart;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.actor.ActorRef;
import dev.quern.scheduler.lane.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a message to an actor costs, there and back: many under way at a time, one after the other,
 * and one after the other from a task. Beside it a thread of its own that is sent calls, which is
 * the least that Java takes for the same, without supervision.
 */
final class ActorCases {
  private static final String PIPELINED = "ask, 256 under way";
  private static final String WAITED = "ask and wait";
  private static final String WAITED_IN_TASK = "ask and wait in a task";
  private static final int UNDER_WAY = 256;
  private static final double MICROS = 5;

  private ActorCases() {}

  static List<Case> of(Setting setting, Session session) {
    int count = setting.options().tiny() ? 2_000 : 200_000;
    ActorRef<Tally> actor =
        setting.own(session.actor(Tally.class, Tally::new, restart(0).mailbox(2 * UNDER_WAY)));
    Tally plain = new Tally();
    ExecutorService thread =
        setting.own(
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("calls").factory()));
    return List.of(
        Case.of(
                PIPELINED,
                count,
                "asks",
                quern(() -> new Total(pipelined(actor, count))),
                threads(() -> new Total(pipelined(thread, plain, count))))
            .uncounted(),
        Case.of(
                WAITED,
                count / 10.0,
                "asks",
                quern(() -> new Total(waited(actor, count / 10))),
                threads(() -> new Total(waited(thread, plain, count / 10))))
            .uncounted(),
        Case.of(
                WAITED_IN_TASK,
                count / 10.0,
                "asks",
                quern(() -> new Total(inTask(session, actor, count / 10))),
                threads(() -> new Total(waited(thread, plain, count / 10))))
            .uncounted());
  }

  /** Whether a round trip is as short as was aimed for; nothing for other cases. */
  static Optional<Claim> claim(CaseResult result) {
    String name = result.of().name();
    if (!name.equals(PIPELINED) && !name.equals(WAITED) && !name.equals(WAITED_IN_TASK)) {
      return Optional.empty();
    }
    double micros = result.quern().median().orElse(Double.NaN) / result.of().amount() / 1e3;
    return Optional.of(
        new Claim(
            String.format(
                Locale.ROOT, "%.2f us a round trip, %s, aimed for %.0f", micros, name, MICROS),
            micros <= MICROS));
  }

  private static long pipelined(ActorRef<Tally> actor, int count) {
    Queue<Promise<Long>> underWay = new ArrayDeque<>(UNDER_WAY);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (underWay.size() == UNDER_WAY) {
        sum += underWay.remove().join();
      }
      underWay.add(actor.ask(tally -> tally.add(1)));
    }
    for (Promise<Long> last : underWay) {
      sum += last.join();
    }
    var _ = actor.ask(Tally::reset).join();
    return sum;
  }

  private static long pipelined(ExecutorService thread, Tally tally, int count)
      throws ExecutionException, InterruptedException {
    Queue<Future<Long>> underWay = new ArrayDeque<>(UNDER_WAY);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (underWay.size() == UNDER_WAY) {
        sum += underWay.remove().get();
      }
      underWay.add(thread.submit(() -> tally.add(1)));
    }
    for (Future<Long> last : underWay) {
      sum += last.get();
    }
    var _ = thread.submit(tally::reset).get();
    return sum;
  }

  private static long waited(ActorRef<Tally> actor, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += actor.ask(tally -> tally.add(1)).join();
    }
    var _ = actor.ask(Tally::reset).join();
    return sum;
  }

  private static long waited(ExecutorService thread, Tally tally, int count)
      throws ExecutionException, InterruptedException {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += thread.submit(() -> tally.add(1)).get();
    }
    var _ = thread.submit(tally::reset).get();
    return sum;
  }

  private static long inTask(Session session, ActorRef<Tally> actor, int count) {
    TaskGraph graph =
        TaskGraph.builder()
            .add(
                Token.of("asks").at(0),
                (_, _) -> new Value<>(waited(actor, count)),
                Origin.of("asks"))
            .build();
    return ((Value<?>) session.submit(LazyChunks.sinks(graph)).join().getFirst()).value()
            instanceof Long sum
        ? sum
        : -1;
  }

  private static Contender quern(Contender.Work<Total> work) {
    return timed("quern", work, total -> Answer.of(total.value()));
  }

  private static Contender threads(Contender.Work<Total> work) {
    return timed("thread", work, total -> Answer.of(total.value()));
  }

  /** A number that was counted up to. */
  private record Total(long value) implements AutoCloseable {
    @Override
    public void close() {}
  }

  /** A counter. */
  private static final class Tally {
    private long sum;

    long add(long amount) {
      sum += amount;
      return sum;
    }

    boolean reset() {
      sum = 0;
      return true;
    }
  }
}
