package dev.quern.scheduler.isolate;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.scheduler.lane.Durations;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Work;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that is carried out in another process, from this side. */
final class IsolatedTask<T> extends Work {
  private final PoolWork pool;
  private final String folder;
  private final SourceLine where;
  private final List<String> packages;
  private final byte[] bytes;
  private final Answer answer;

  /* Guarded by this. */
  private @Nullable WorkerProcess worker;
  private @Nullable String stopped;

  private IsolatedTask(
      PoolWork pool, String folder, SourceLine where, List<String> packages, byte[] bytes) {
    super(pool.lanes());
    this.pool = pool;
    this.folder = folder;
    this.where = where;
    this.packages = packages;
    this.bytes = bytes;
    this.answer = new Answer(pool.lanes());
  }

  /**
   * Packs {@code call} for its way; what it captured may change afterwards.
   *
   * @throws PlanException when something in it cannot travel
   */
  static <T> IsolatedTask<T> of(PoolWork pool, IsolatedCall<T> call, SourceLine where) {
    String folder = pool.newFolder();
    String home = ClassPolicy.packageOf(call.getClass());
    List<String> packages = new ArrayList<>(pool.options().allowed());
    packages.add(home);
    try {
      byte[] code = pool.payload(folder, "call").write(call, new ArrayList<>());
      byte[] bytes = new CallBytes(folder, home, code).write();
      return new IsolatedTask<>(pool, folder, where, packages, bytes);
    } catch (Throwable failure) {
      pool.deleteFolder(folder);
      if (!(failure instanceof IOException)) {
        throw sneak(failure);
      }
      String why =
          failure instanceof NotSerializableException
              ? "it captures a %s, which is not serializable".formatted(failure.getMessage())
              : failure.toString();
      PlanException bad = new PlanException("a call cannot go to another process: " + why, where);
      bad.initCause(failure);
      throw bad;
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // rethrows what is unchecked
  private static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  PoolWork pool() {
    return pool;
  }

  Promise<T> answer() {
    return answer;
  }

  void start() {
    joinParent();
    pool.lanes().startAside(new CallStrand(this));
  }

  void carryOut() {
    WorkerProcess taken = null;
    try {
      if (pool.takeSlot()) {
        taken = pool.worker();
        call(taken);
      } else {
        boolean _ = cancel("the pool of processes was closed");
      }
    } catch (WorkerDiedException died) {
      fail(died);
    } catch (InterruptedException e) {
      boolean _ = cancel("the thread that looked after it was interrupted");
    } catch (Throwable failure) {
      fail(failure);
    } finally {
      synchronized (this) {
        worker = null;
      }
      pool.deleteFolder(folder);
      leaveParent();
      pool.ended(this, taken);
    }
  }

  private void call(WorkerProcess taken) throws IOException, ClassNotFoundException {
    synchronized (this) {
      if (stopped != null) {
        return;
      }
      worker = taken;
    }
    long timeout = pool.options().timeout();
    Lanes.Alarm alarm =
        timeout == Long.MAX_VALUE ? () -> {} : pool.lanes().after(timeout, this::tooLong);
    Frames.Frame frame;
    try {
      frame = taken.call(bytes);
    } finally {
      alarm.cancel();
    }
    switch (frame.kind()) {
      case Frames.RESULT -> take(frame.bytes());
      case Frames.THROWN ->
          fail(RemoteException.read(new DataInputStream(new ByteArrayInputStream(frame.bytes()))));
      default -> throw new IOException("an answer of kind " + frame.kind());
    }
  }

  @SuppressWarnings("unchecked") // the call says of what type its result is
  private void take(byte[] result) throws IOException, ClassNotFoundException {
    List<Batch> read = new ArrayList<>();
    boolean taken = false;
    try {
      Object value =
          pool.payload(folder, "call").read(result, new ClassPolicy(packages, false), read);
      taken = answer.take((T) value);
    } finally {
      if (!taken) {
        Payload.closeAll(read);
      }
    }
  }

  private void tooLong() {
    boolean _ =
        cancel(
            "it took longer than %s, and its process was killed"
                .formatted(Durations.text(pool.options().timeout())));
  }

  private void fail(Throwable failure) {
    answer.refuse(() -> new TaskFailedException("isolated task", where, failure));
  }

  @Override
  public boolean isStopped() {
    synchronized (this) {
      return stopped != null;
    }
  }

  @Override
  public boolean cancel(String why) {
    WorkerProcess busy;
    synchronized (this) {
      if (stopped != null || answer.isDone()) {
        return false;
      }
      stopped = why;
      busy = worker;
    }
    answer.refuse(
        () -> new CancelledException("isolated task%s: %s".formatted(where.suffix(), why)));
    if (busy != null) {
      busy.kill();
    }
    return true;
  }

  @Override
  public void abandon(Throwable broken) {
    fail(broken);
  }

  /** The result on its way back. */
  private final class Answer extends Promise<T> {
    Answer(Lanes lanes) {
      super(lanes);
    }

    boolean take(@Nullable T value) {
      return complete(value);
    }

    void refuse(Supplier<QuernException> why) {
      boolean _ = fail(why); // the first reason counts
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return IsolatedTask.this.cancel("it was cancelled");
    }

    @Override
    protected String describe() {
      return "the result of the isolated task" + where.suffix();
    }
  }
}
