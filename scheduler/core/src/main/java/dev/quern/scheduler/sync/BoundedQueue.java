package dev.quern.scheduler.sync;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of a fixed capacity between tasks: who puts waits for room, who takes for an element.
 * Both are served in the order they came.
 *
 * @param <T> the type of the elements
 */
public final class BoundedQueue<T> {
  private final int capacity;
  private final Deque<T> elements = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitLine putting;
  private final WaitLine taking;

  BoundedQueue(Lanes lanes, String name, int capacity) {
    if (capacity < 1) {
      throw new PlanException("a queue needs room for an element at least, not " + capacity);
    }
    this.capacity = capacity;
    this.putting = new WaitLine(lanes, lock, "room in queue '" + name + "'", true);
    this.taking = new WaitLine(lanes, lock, "an element of queue '" + name + "'", true);
  }

  /**
   * Adds an element, waiting for room if need be.
   *
   * @throws dev.quern.engine.CancelledException when the current task is cancelled meanwhile, or
   *     the wait interrupted
   */
  public void put(T element) {
    boolean _ = put(element, WaitLine.FOREVER);
  }

  /** Adds an element; false when there is no room in time. */
  public boolean offer(T element, Duration timeout) {
    return put(element, WaitLine.nanos(timeout));
  }

  /** Takes the oldest element, waiting for one if need be. */
  public T take() {
    return take(WaitLine.FOREVER)
        .orElseThrow(() -> new IllegalStateException("a wait for ever has ended"));
  }

  /** Takes the oldest element, if there is one in time. */
  public Optional<T> poll(Duration timeout) {
    return take(WaitLine.nanos(timeout));
  }

  /** How many elements there are at this moment. */
  public int size() {
    lock.lock();
    try {
      return elements.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many elements there is room for. */
  public int capacity() {
    return capacity;
  }

  void close() {
    putting.close();
    taking.close();
  }

  private boolean put(T element, long nanos) {
    Objects.requireNonNull(element, "element");
    // Once it is in the queue somebody may have taken it: an element that was put stays put.
    boolean done = putting.await(() -> add(element), () -> {}, nanos);
    serve();
    return done;
  }

  private Optional<T> take(long nanos) {
    Taken<T> taken = new Taken<>();
    boolean _ = taking.await(() -> remove(taken), () -> putBack(taken), nanos);
    serve();
    return Optional.ofNullable(taken.element);
  }

  private boolean add(T element) {
    if (elements.size() >= capacity) {
      return false;
    }
    elements.addLast(element);
    return true;
  }

  private boolean remove(Taken<T> taken) {
    taken.element = elements.pollFirst();
    return taken.element != null;
  }

  private void putBack(Taken<T> taken) {
    elements.addFirst(Objects.requireNonNull(taken.element));
    taken.element = null;
  }

  /* Each side may make the other's wait end. */
  private void serve() {
    lock.lock();
    try {
      boolean more = true;
      while (more) {
        boolean took = taking.serve();
        boolean put = putting.serve();
        more = took || put;
      }
    } finally {
      lock.unlock();
    }
  }

  /** What a wait has brought. */
  private static final class Taken<T> {
    private @Nullable T element;
  }
}
