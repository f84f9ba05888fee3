package dev.quern.scheduler.sync;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What the tasks of a session coordinate by, each made when its name is first asked for. */
public final class Names implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  private final Lanes lanes;
  private final Map<String, Object> named = new ConcurrentHashMap<>();
  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

  /** No names yet; who waits for one waits on {@code lanes}. */
  public Names(Lanes lanes) {
    this.lanes = lanes;
  }

  /** The lock called {@code name}. */
  public Lock lock(String name) {
    return find(name, Lock.class, () -> new Lock(lanes, name, leases));
  }

  /**
   * The semaphore called {@code name}, of {@code permits}.
   *
   * @throws PlanException when there is one of this name with another number of them
   */
  public Semaphore semaphore(String name, int permits) {
    Semaphore found =
        find(name, Semaphore.class, () -> new Semaphore(lanes, name, permits, leases));
    if (found.permits() != permits) {
      throw new PlanException(
          "semaphore '%s' has %d permits, not %d".formatted(name, found.permits(), permits));
    }
    return found;
  }

  /** The event called {@code name}. */
  public Event event(String name) {
    return find(name, Event.class, () -> new Event(lanes, name));
  }

  /**
   * The queue called {@code name}, with room for {@code capacity} elements.
   *
   * @throws PlanException when there is one of this name with another capacity
   */
  @SuppressWarnings("unchecked") // one name, one type of elements: the callers' agreement
  public <T> BoundedQueue<T> queue(String name, int capacity) {
    BoundedQueue<T> found =
        find(name, BoundedQueue.class, () -> new BoundedQueue<T>(lanes, name, capacity));
    if (found.capacity() != capacity) {
      throw new PlanException(
          "queue '%s' has room for %d elements, not %d"
              .formatted(name, found.capacity(), capacity));
    }
    return found;
  }

  /** The variable called {@code name}. */
  @SuppressWarnings("unchecked") // one name, one type of values: the callers' agreement
  public <T> Variable<T> variable(String name) {
    return find(name, Variable.class, () -> new Variable<T>(lanes, name));
  }

  private <T> T find(String name, Class<T> kind, Supplier<? extends T> make) {
    Object found = named.computeIfAbsent(name, _ -> make.get());
    if (!kind.isInstance(found)) {
      throw new PlanException(
          "'%s' is the name of something of the kind %s, not of the kind %s"
              .formatted(name, found.getClass().getSimpleName(), kind.getSimpleName()));
    }
    return kind.cast(found);
  }

  /** What has been taken and not given back, each with the line that took it. */
  public List<String> open() {
    List<String> open = new ArrayList<>();
    leases.forEach(lease -> open.add(lease.toString()));
    return open;
  }

  /** Sends away all who wait, and logs what was never given back. */
  @Override
  public void close() {
    for (Object each : named.values()) {
      switch (each) {
        case Lock lock -> lock.close();
        case Semaphore semaphore -> semaphore.close();
        case Event event -> event.close();
        case BoundedQueue<?> queue -> queue.close();
        case Variable<?> variable -> variable.close();
        default -> throw new IllegalStateException("unknown: " + each);
      }
    }
    for (String lease : open()) {
      LOG.log(System.Logger.Level.WARNING, "never given back: " + lease);
    }
  }
}
