package dev.quern.scheduler.lane;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * That a thread of one work waits for another work, from {@link #begin} until it is closed. Waits
 * that would close a ring, and so never end, are refused: an actor that asks a task which asks the
 * actor.
 */
public final class Wait implements AutoCloseable {
  /*
   * The waits of a work are a stack, the newest on top; those that are over are taken off when they
   * come to the top. Who begins to wait first puts its own wait there and then looks for a ring, so
   * that of two who close one together at least one finds it.
   */

  private final Work waiting;
  private final Work awaited;
  private final BooleanSupplier over;
  private @Nullable Wait below;
  private volatile boolean closed;

  private Wait(Work waiting, Work awaited, BooleanSupplier over) {
    this.waiting = waiting;
    this.awaited = awaited;
    this.over = over;
  }

  /**
   * Notes that the calling thread, which does {@code waiting}, is about to wait for {@code
   * awaited}.
   *
   * @param waiting nothing when the thread is none of a session's: then there is nothing to note
   * @param over whether what it waits for has come
   * @throws PlanException when {@code awaited} waits for {@code waiting}, directly or by way of
   *     others: names them
   */
  public static @Nullable Wait begin(@Nullable Work waiting, Work awaited, BooleanSupplier over) {
    if (waiting == null) {
      return null;
    }
    Wait wait = new Wait(waiting, awaited, over);
    Wait top;
    do {
      top = waiting.waits();
      wait.below = top;
    } while (!waiting.replaceWaits(top, wait));
    List<Work> ring = new ArrayList<>();
    if (leads(awaited, waiting, ring, new HashSet<>())) {
      wait.close();
      throw new PlanException(describe(waiting, ring));
    }
    return wait;
  }

  @Override
  public void close() {
    closed = true;
    Wait top = waiting.waits();
    while (top != null && top.closed) {
      boolean _ = waiting.replaceWaits(top, top.below);
      top = waiting.waits();
    }
  }

  /* Whether `from` waits for `to`; then `ring` is the way there, without `to`. */
  private static boolean leads(Work from, Work to, List<Work> ring, Set<Work> seen) {
    ring.add(from);
    if (from.equals(to)) {
      ring.removeLast();
      return true;
    }
    Wait wait = from.waits();
    if (wait != null && seen.add(from)) {
      for (; wait != null; wait = wait.below) {
        if (!wait.closed && !wait.over.getAsBoolean() && leads(wait.awaited, to, ring, seen)) {
          return true;
        }
      }
    }
    ring.removeLast();
    return false;
  }

  private static String describe(Work waiting, List<Work> ring) {
    return ring.isEmpty()
        ? waiting + " waits for an answer of its own: call the method, or do not wait"
        : "%s waits for %s, which waits for it: let one of them not wait"
            .formatted(
                waiting,
                ring.stream()
                    .map(Work::toString)
                    .collect(Collectors.joining(", which waits for ")));
  }
}
