package dev.quern.scheduler.event;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.lane.Work;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings task events from the workers to the listeners.
 *
 * <p>Workers put events into a buffer each. When one is half full, an event is old, or a graph has
 * ended, a strand is started beside the lanes; it empties all buffers, delivers, and ends when it
 * finds nothing more. So nobody waits for a listener, and no thread idles while nothing happens.
 */
final class EventDelivery {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long INTERVAL_NANOS = 100_000_000;
  /* How long a session that closes waits for a listener that does not come back. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Lanes lanes;
  private final EventBuffer[] buffers;
  private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();
  /* Wakes that are not answered yet; whoever makes it positive starts the strand. */
  private final AtomicLong wakes = new AtomicLong();
  private final ReentrantLock delivering = new ReentrantLock();
  private volatile long lastWake;

  EventDelivery(Lanes lanes) {
    this.lanes = lanes;
    this.buffers = new EventBuffer[lanes.width() + 1];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new EventBuffer();
    }
    this.lastWake = lanes.nanoTime();
  }

  boolean hasListeners() {
    return !listeners.isEmpty();
  }

  void add(TaskListener listener) {
    listeners.add(listener);
  }

  void remove(TaskListener listener) {
    listeners.remove(listener);
  }

  /** Takes {@code event} along; threads that are no workers have a buffer of their own. */
  void accept(TaskEvent event) {
    int worker = event.worker();
    EventBuffer buffer =
        worker < 0 ? buffers[buffers.length - 1] : buffers[worker % (buffers.length - 1)];
    if (buffer.add(event) || event.time() - lastWake > INTERVAL_NANOS) {
      lastWake = event.time();
      wake();
    }
  }

  /** Sees to it that all events so far are delivered soon. */
  void wake() {
    if (wakes.getAndIncrement() == 0) {
      try {
        lanes.startAside(new DeliveryStrand());
      } catch (RejectedExecutionException | OutOfMemoryError later) {
        wakes.set(0);
      }
    }
  }

  /** Delivers what is left, in the calling thread; gives up when a listener is stuck. */
  void close() {
    boolean interrupted = false;
    long end = lanes.nanoTime() + PATIENCE_NANOS;
    boolean mine = false;
    while (!mine && lanes.nanoTime() < end) {
      try {
        mine = delivering.tryLock(end - lanes.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (mine) {
      try {
        deliver();
      } finally {
        delivering.unlock();
      }
    } else {
      LOG.log(Level.WARNING, "a task listener does not come back; it is told no more");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliverAll() {
    long answered;
    do {
      answered = wakes.get();
      delivering.lock();
      try {
        deliver();
      } finally {
        delivering.unlock();
      }
    } while (wakes.addAndGet(-answered) > 0);
  }

  private void deliver() {
    List<TaskEvent> events = new ArrayList<>();
    long dropped = 0;
    for (EventBuffer buffer : buffers) {
      dropped += buffer.drainTo(events);
    }
    List<TaskListener> broken = new ArrayList<>();
    for (TaskListener listener : listeners) {
      if (!accepts(listener, events, dropped)) {
        broken.add(listener);
      }
    }
    listeners.removeAll(broken);
  }

  private static boolean accepts(TaskListener listener, List<TaskEvent> events, long dropped) {
    try {
      events.forEach(listener::onTask);
      if (dropped > 0) {
        listener.onDropped(dropped);
      }
      return true;
    } catch (RuntimeException | Error broken) {
      LOG.log(Level.WARNING, "a task listener threw and is told no more", broken);
      return false;
    }
  }

  private final class DeliveryStrand extends Strand {
    DeliveryStrand() {
      super(lanes, new DeliveryWork());
    }

    @Override
    protected void work() {
      deliverAll();
    }
  }

  /** Nobody's work: it is not cancelled, and takes as long as the listeners do. */
  private static final class DeliveryWork extends Work {
    DeliveryWork() {
      super((@Nullable Work) null);
    }

    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public boolean cancel(String why) {
      return false;
    }

    @Override
    public void abandon(Throwable broken) {
      LOG.log(Level.ERROR, "the delivery of task events broke", broken);
    }
  }
}
