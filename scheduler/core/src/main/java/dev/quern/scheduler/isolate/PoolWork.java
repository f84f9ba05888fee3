package dev.quern.scheduler.isolate;

import dev.quern.engine.CancelledException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.StorageException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.lane.Opened;
import dev.quern.scheduler.lane.Permits;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is behind an {@link IsolatedPool}: processes, the calls they carry out, and a folder. */
final class PoolWork extends Opened {
  /* As many calls may be packed and wait as are carried out. */
  private static final int CALLS_PER_PROCESS = 2;

  private final IsolationOptions options;
  private final MemoryBudget memory;
  private final SourceLine where;
  private final Path folder;
  private final Permits places;
  private final Permits slots;
  private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
  private final Set<IsolatedTask<?>> tasks = ConcurrentHashMap.newKeySet();
  private final Set<WorkerProcess> workers = ConcurrentHashMap.newKeySet();
  private final Deque<WorkerProcess> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger numbers = new AtomicInteger();

  PoolWork(Residents residents, MemoryBudget memory, IsolationOptions options, SourceLine where) {
    super(residents);
    this.options = options;
    this.memory = memory;
    this.where = where;
    this.places = new Permits(lanes(), CALLS_PER_PROCESS * options.size());
    this.slots = new Permits(lanes(), options.size());
    try {
      this.folder = Files.createTempDirectory("quern");
    } catch (IOException e) {
      throw new StorageException("no folder can be made for a pool: " + e.getMessage(), e);
    }
  }

  void start() {
    try {
      moveIn();
    } catch (RejectedExecutionException closed) {
      PoolFolder.delete(folder);
      throw closed;
    }
  }

  IsolationOptions options() {
    return options;
  }

  <T> Promise<T> submit(IsolatedCall<T> call) {
    SourceLine line = SourceLine.here();
    takePlace();
    if (!enter()) {
      places.release();
      throw closed();
    }
    IsolatedTask<T> task = null;
    try {
      task = IsolatedTask.of(this, call, line);
      tasks.add(task);
      if (stopped.get() != null) {
        boolean _ = task.cancel(String.valueOf(stopped.get()));
      }
      task.start();
    } catch (Throwable notStarted) {
      if (task != null) {
        tasks.remove(task);
      }
      places.release();
      leave();
      throw notStarted;
    }
    return task.answer();
  }

  private void takePlace() {
    try {
      if (!places.acquire() || stopped.get() != null) {
        throw closed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for a place in " + this, e);
    }
  }

  private CancelledException closed() {
    return new CancelledException(this + " was closed; open another one");
  }

  /** Waits until one process more may be busy; false when the pool was closed. */
  boolean takeSlot() throws InterruptedException {
    return slots.acquire();
  }

  /** A process that waits for a call, or a new one. */
  WorkerProcess worker() {
    for (WorkerProcess next = idle.pollLast(); next != null; next = idle.pollLast()) {
      if (next.isFit()) {
        return next;
      }
      discard(next);
    }
    WorkerProcess made = WorkerProcess.start(lanes(), options, folder, numbers.incrementAndGet());
    workers.add(made);
    return made;
  }

  /** Takes note that {@code task} has ended, and takes its process back. */
  void ended(IsolatedTask<?> task, @Nullable WorkerProcess worker) {
    if (worker != null) {
      if (worker.isFit() && stopped.get() == null) {
        idle.addLast(worker);
      } else {
        discard(worker);
      }
    }
    slots.release();
    places.release();
    tasks.remove(task);
    leave();
  }

  private void discard(WorkerProcess worker) {
    worker.retire();
    workers.remove(worker);
  }

  /** What goes to and fro in {@code name}, a folder of one call. */
  Payload payload(String name, String prefix) {
    return new Payload(folder.resolve(name), prefix, () -> memory);
  }

  String newFolder() {
    return "call" + numbers.incrementAndGet();
  }

  void deleteFolder(String name) {
    PoolFolder.delete(folder.resolve(name));
  }

  @Override
  protected void over() {
    workers.forEach(WorkerProcess::kill);
    var _ =
        CompletableFuture.allOf(
                workers.stream()
                    .map(worker -> worker.handle().onExit())
                    .toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (_, _) -> {
                  PoolFolder.delete(folder);
                  moveOut();
                });
  }

  /** The processes there are at the moment. */
  List<ProcessHandle> processes() {
    return workers.stream().map(WorkerProcess::handle).toList();
  }

  @Override
  public boolean cancel(String why) {
    if (!stopped.compareAndSet(null, why)) {
      return false;
    }
    places.close();
    slots.close();
    tasks.forEach(task -> task.cancel(why));
    cancelChildren();
    leaveBlock();
    return true;
  }

  @Override
  public boolean isStopped() {
    return stopped.get() != null;
  }

  @Override
  public String toString() {
    return "the pool of processes" + where.suffix();
  }
}
