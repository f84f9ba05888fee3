package dev.quern.bench.harness;

import java.util.function.Function;

/** An engine that does a case, Quern or a peer; or one that is not there, and why. */
public sealed interface Contender {

  /** What tables call it. */
  String name();

  /** One run: timed by who knows which part of it counts. */
  @FunctionalInterface
  interface Round {
    /** Does all the work of the case once. */
    Lap run() throws Exception;
  }

  /** The part of a run that is timed. */
  @FunctionalInterface
  interface Work<T extends AutoCloseable> {
    /** Works until the whole result is in memory. */
    T run() throws Exception;
  }

  /**
   * A contender that can run.
   *
   * @param name what tables call it
   * @param round does the case once
   */
  record Present(String name, Round round) implements Contender {}

  /**
   * A contender that cannot run here.
   *
   * @param name what tables call it
   * @param reason why, in a few words
   */
  record Absent(String name, String reason) implements Contender {}

  /** A contender whose {@code work} is timed; reading the answer off and closing is not. */
  static <T extends AutoCloseable> Contender timed(
      String name, Work<T> work, Function<? super T, Answer> answer) {
    return new Present(name, () -> lap(work, answer));
  }

  /** Its own method: what is timed must not be called from a frame that lives for the whole run. */
  private static <T extends AutoCloseable> Lap lap(Work<T> work, Function<? super T, Answer> answer)
      throws Exception {
    long start = System.nanoTime();
    T result = work.run();
    long nanos = System.nanoTime() - start;
    try (result) {
      return Lap.of(nanos, answer.apply(result));
    }
  }
}
