package dev.quern.scheduler.isolate;

import dev.quern.engine.PlanException;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.lane.Durations;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the processes of a pool are like. Immutable; each setter returns a changed copy: {@code
 * processes(2).heap("512m").timeout("1m").recycleAfter(100)}.
 *
 * @param size how many processes run at a time; each starts when it is needed
 * @param heap bytes of heap that each may use
 * @param flags further flags for their virtual machines
 * @param recycleAfter calls after which a process is replaced; {@code Integer.MAX_VALUE} for never
 * @param timeout nanoseconds after which a call's process is killed; {@code Long.MAX_VALUE} for
 *     never
 * @param allowed further packages whose classes may travel, such as {@code com.acme.model}; those
 *     that share the first two parts of the call's own package may, and the JDK's values
 */
public record IsolationOptions(
    int size, long heap, List<String> flags, int recycleAfter, long timeout, List<String> allowed) {
  private static final long LEAST_HEAP = 8L << 20;

  /**
   * Checks the amounts.
   *
   * @throws PlanException when a pool with them could do nothing
   */
  public IsolationOptions {
    if (size < 1) {
      throw new PlanException("a pool needs a process at least, not " + size);
    }
    if (heap < LEAST_HEAP) {
      throw new PlanException(
          "a process needs %s of heap at least, not %s"
              .formatted(Bytes.text(LEAST_HEAP), Bytes.text(heap)));
    }
    if (recycleAfter < 1) {
      throw new PlanException("a process takes a call at least, not " + recycleAfter);
    }
    if (timeout <= 0) {
      throw new PlanException("a call needs some time, not " + timeout + " ns");
    }
    flags = List.copyOf(flags);
    allowed = List.copyOf(allowed);
  }

  /** Up to {@code count} processes with 256 MiB of heap, and no other limit. */
  public static IsolationOptions processes(int count) {
    return new IsolationOptions(
        count, 256L << 20, List.of(), Integer.MAX_VALUE, Long.MAX_VALUE, List.of());
  }

  /** The same with such a heap, like {@code 512m}. */
  public IsolationOptions heap(String amount) {
    return new IsolationOptions(size, Bytes.parse(amount), flags, recycleAfter, timeout, allowed);
  }

  /** The same with one more flag, like {@code -XX:+UseParallelGC}. */
  public IsolationOptions flag(String flag) {
    return new IsolationOptions(size, heap, plus(flags, flag), recycleAfter, timeout, allowed);
  }

  /** The same with a new process after so many calls. */
  public IsolationOptions recycleAfter(int calls) {
    return new IsolationOptions(size, heap, flags, calls, timeout, allowed);
  }

  /** The same with calls that may take so long, like {@code 30s}. */
  public IsolationOptions timeout(String time) {
    return new IsolationOptions(size, heap, flags, recycleAfter, Durations.nanos(time), allowed);
  }

  /** The same with classes of {@code packageName}, and of packages in it, let through as well. */
  public IsolationOptions allow(String packageName) {
    return new IsolationOptions(
        size, heap, flags, recycleAfter, timeout, plus(allowed, packageName));
  }

  private static List<String> plus(List<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}
