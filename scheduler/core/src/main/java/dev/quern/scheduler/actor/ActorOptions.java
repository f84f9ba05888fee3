package dev.quern.scheduler.actor;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Durations;
import java.util.function.Predicate;

/**
 * How an actor is supervised, and how many messages may wait for it. Immutable; each setter returns
 * a changed copy:
 *
 * <pre>{@code
 * restart(3).within("1m").backoff("100ms", "5s").snapshotEvery(100)
 * }</pre>
 *
 * @param restarts how often a message may break the instance before the actor fails for good
 * @param window nanoseconds in which restarts are counted together; the actor's whole life unless
 *     given
 * @param firstPause nanoseconds before the first restart; doubled for each further one
 * @param longestPause nanoseconds before a restart at most
 * @param mailbox how many messages may wait
 * @param rejects whether a sender that finds the mailbox full is refused rather than made to wait
 * @param snapshotEvery how many messages lie between two snapshots; 0 for no snapshots, and then a
 *     restart begins anew
 * @param resumes exceptions that leave the instance whole: the sender is told, and no restart is
 *     needed
 */
public record ActorOptions(
    int restarts,
    long window,
    long firstPause,
    long longestPause,
    int mailbox,
    boolean rejects,
    int snapshotEvery,
    Predicate<Throwable> resumes) {
  private static final int MAILBOX = 1024;

  /**
   * Checks the amounts.
   *
   * @throws PlanException when one of them is negative, or the mailbox has no place
   */
  public ActorOptions {
    check(restarts >= 0, "restart takes a number of restarts, not " + restarts);
    check(window > 0, "restarts are counted within some time, not " + window + " ns");
    check(
        firstPause >= 0 && longestPause >= firstPause,
        "back-off goes up: it cannot begin with %s and end with %s"
            .formatted(Durations.text(firstPause), Durations.text(longestPause)));
    check(mailbox > 0, "a mailbox needs a place at least, not " + mailbox);
    check(snapshotEvery >= 0, "snapshots are taken every so many messages, not " + snapshotEvery);
  }

  /** Options with up to {@code times} restarts, at once and with the state lost. */
  public static ActorOptions restart(int times) {
    return new ActorOptions(times, Long.MAX_VALUE, 0, 0, MAILBOX, false, 0, _ -> false);
  }

  /** The same, but only restarts within such a time, like {@code 1m}, count together. */
  public ActorOptions within(String time) {
    return new ActorOptions(
        restarts,
        Durations.nanos(time),
        firstPause,
        longestPause,
        mailbox,
        rejects,
        snapshotEvery,
        resumes);
  }

  /**
   * The same with a pause of {@code first} before a restart, doubled each time up to {@code
   * longest}; like {@code 100ms} and {@code 5s}.
   */
  public ActorOptions backoff(String first, String longest) {
    return new ActorOptions(
        restarts,
        window,
        Durations.nanos(first),
        Durations.nanos(longest),
        mailbox,
        rejects,
        snapshotEvery,
        resumes);
  }

  /** The same with {@code places} in the mailbox; senders wait when none is free. */
  public ActorOptions mailbox(int places) {
    return new ActorOptions(
        restarts, window, firstPause, longestPause, places, rejects, snapshotEvery, resumes);
  }

  /** The same, but who finds the mailbox full is refused with an error. */
  public ActorOptions rejectWhenFull() {
    return new ActorOptions(
        restarts, window, firstPause, longestPause, mailbox, true, snapshotEvery, resumes);
  }

  /**
   * The same with a snapshot after every {@code messages} messages; what came since is carried out
   * again after a restart. The instance must implement {@link Snapshots}.
   */
  public ActorOptions snapshotEvery(int messages) {
    return new ActorOptions(
        restarts, window, firstPause, longestPause, mailbox, rejects, messages, resumes);
  }

  /** The same with exceptions that only the sender is told of. */
  public ActorOptions resumeOn(Predicate<Throwable> harmless) {
    return new ActorOptions(
        restarts, window, firstPause, longestPause, mailbox, rejects, snapshotEvery, harmless);
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new PlanException(message);
    }
  }
}
