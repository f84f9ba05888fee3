package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Plays random cases by their seeds, on two threads: what they share is tried by several at a time,
 * too. {@code -Dquern.seed} plays one alone; {@code -Dquern.first} and {@code -Dquern.cases} say
 * which ones the slow tests play.
 */
final class Seeds {
  private static final int THREADS = 2;
  private static final int MOST_FAILURES = 20;

  private final Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
  private final Case play;

  private Seeds(Case play) {
    this.play = play;
  }

  /** Plays a case, and throws where an answer is wrong. */
  interface Case {
    void play(long seed) throws SQLException;
  }

  /** Plays the cases of so many seeds, or those that the slow tests were asked for. */
  static void many(long first, int count, Tally tally, Case play) {
    run(Long.getLong("quern.first", first), Integer.getInteger("quern.cases", count), tally, play);
  }

  /**
   * Plays the cases of {@code count} seeds.
   *
   * @param tally counts the alternatives of the generator, each of which is to be taken
   */
  static void run(long first, int count, Tally tally, Case play) {
    Seeds seeds = new Seeds(play);
    Long only = Long.getLong("quern.seed");
    if (only != null) {
      seeds.play(only);
      seeds.report();
      return;
    }
    seeds.play(first, first + count);
    seeds.report();
    assertThat(tally.below(1)).as("never taken, of %s", tally).isEmpty();
  }

  private void play(long first, long end) {
    AtomicLong next = new AtomicLong(first);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      IntStream.range(0, THREADS)
          .mapToObj(_ -> CompletableFuture.runAsync(() -> play(next, end), threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
  }

  private void play(AtomicLong next, long end) {
    for (long seed = next.getAndIncrement();
        seed < end && failures.size() < MOST_FAILURES;
        seed = next.getAndIncrement()) {
      play(seed);
    }
  }

  private void play(long seed) {
    try {
      play.play(seed);
    } catch (AssertionError | RuntimeException | SQLException e) {
      failures.put(seed, e);
    }
  }

  /* One error that has all of them, so that each comes with its own stack. */
  private void report() {
    if (!failures.isEmpty()) {
      AssertionError error =
          new AssertionError("failed for the seeds %s".formatted(failures.keySet()));
      failures.values().forEach(error::addSuppressed);
      throw error;
    }
  }
}
