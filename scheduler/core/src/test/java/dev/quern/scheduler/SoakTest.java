package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.TestChunk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that users do with a session, mixed at random on real threads, for as long as {@code
 * -Dquern.soak=PT30M} says: nothing is leaked, and nothing gets stuck.
 */
class SoakTest {
  private static final Duration TIME = Duration.parse(System.getProperty("quern.soak", "PT20S"));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int USERS = 4;
  private static final String MEMORY = "16m";

  @TempDir Path folder;

  private final TestChunk.Ledger ledger = new TestChunk.Ledger();
  private final long seed = new Random().nextLong();
  private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  /** What a user does now and then. */
  interface Deed {
    /** Does it, and checks what comes of it. */
    void run(Session session, Random random) throws Exception;
  }

  private record Choice(String name, Deed deed, AtomicLong times) {}

  @Test
  @Tag("slow")
  void nothingIsLeakedAndNothingGetsStuck() throws InterruptedException {
    List<Choice> choices = new ArrayList<>();
    try (Session session =
        Session.local().workers(3).memory(MEMORY).spillDirectory(folder).open()) {
      try (SoakTasks tasks = new SoakTasks(session)) {
        add(choices, new SoakGraphs(ledger).deeds());
        add(choices, tasks.deeds());
        use(session, choices);
      }
      assertThat(wrong).as("seed %d", seed).isEmpty();
      assertThat(session.ledger().spill().written()).as("spilled").isPositive();
    } // which throws when memory was not given back
    assertThat(folder).isEmptyDirectory();
    assertThat(ledger.faults()).as("seed %d", seed).isEmpty();
    assertThat(ledger.open()).as("chunks open, seed %d", seed).isZero();
    assertThat(choices).as("seed %d", seed).noneMatch(choice -> choice.times.get() == 0);
  }

  private static void add(List<Choice> choices, Map<String, Deed> deeds) {
    deeds.forEach((name, deed) -> choices.add(new Choice(name, deed, new AtomicLong())));
  }

  private void use(Session session, List<Choice> choices) throws InterruptedException {
    long end = System.nanoTime() + TIME.toNanos();
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      Random random = new Random(seed + i);
      users.add(
          Thread.ofPlatform()
              .daemon()
              .name("user " + i)
              .start(
                  () -> {
                    while (System.nanoTime() < end && wrong.isEmpty()) {
                      Choice choice = choices.get(random.nextInt(choices.size()));
                      try {
                        choice.deed.run(session, random);
                        choice.times.incrementAndGet();
                      } catch (Throwable unexpected) {
                        wrong.add(new AssertionError(choice.name, unexpected));
                      }
                    }
                  }));
    }
    for (Thread user : users) {
      if (!user.join(TIME.plus(PATIENCE))) {
        throw new AssertionError(
            "a user is stuck, seed %d, done %s%n%s".formatted(seed, choices, stacks()));
      }
    }
  }

  private static String stacks() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              text.append('\n').append(thread);
              for (StackTraceElement frame : stack) {
                text.append("\n    at ").append(frame);
              }
            });
    return text.toString();
  }
}
