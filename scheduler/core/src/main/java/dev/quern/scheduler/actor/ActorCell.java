package dev.quern.scheduler.actor;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ComputeException;
import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Patience;
import dev.quern.scheduler.lane.Permits;
import dev.quern.scheduler.lane.Resident;
import dev.quern.scheduler.lane.Residents;
import dev.quern.scheduler.lane.Wait;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is behind an {@link ActorRef}: the mailbox, the instance, and what becomes of both. */
final class ActorCell<A> extends Resident {
  /*
   * `undone` counts the messages in the mailbox that are not dealt with. Whoever raises it from 0
   * starts a strand, and the strand goes on, or starts another in its place, until it is 0 again:
   * so there is one at most, and what only it touches needs no lock.
   *
   * During the pause before a restart there is no strand, but `undone` is not 0: whoever takes
   * `paused` back starts the next one. That is the alarm, or somebody who stops the actor.
   *
   * `ending` is set once. From then on the strand refuses what it finds in the mailbox; what is sent
   * too late still starts a strand, which refuses it.
   */
  private static final Logger LOG = System.getLogger("dev.quern.scheduler");

  /* Messages after which a strand queues itself behind others that wait for the lane. */
  private static final int SLICE = 256;

  private final String name;
  private final SourceLine where;
  private final ActorOptions options;
  private final Queue<Message<A>> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undone = new AtomicInteger();
  private final Permits room;
  private final AtomicReference<@Nullable Supplier<QuernException>> ending =
      new AtomicReference<>();
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private volatile Lanes.@Nullable Alarm alarm;
  private volatile @Nullable QuernException closingFailed;

  /** What a lane waits for that helps this. */
  private volatile @Nullable Reply<A, ?> helped;

  /* How long the strand looks for the next message, and those who ask for an answer. */
  private final Patience forMessages = new Patience();
  private final Patience forAnswers = new Patience();

  /* Of the strand alone. */
  private final Supervisor<A> supervisor;
  private boolean over;

  ActorCell(
      Residents residents,
      String name,
      SourceLine where,
      ActorFactory<? extends A> factory,
      ActorOptions options) {
    super(residents);
    this.name = name;
    this.where = where;
    this.options = options;
    this.room = new Permits(lanes(), options.mailbox());
    this.supervisor = new Supervisor<>(this, where, factory, options);
  }

  void start() {
    moveIn();
  }

  Message<A> told(Command<? super A> command) {
    return new Message.Told<>(command, !lanes().onLane());
  }

  /** Takes a message in; returns false, with its sender told, when this has ended. */
  boolean send(Message<A> message) {
    if (!refusing.get()) {
      enter();
    }
    if (refusing.get()) {
      boolean _ = message.refuse(this::whyEnded);
      return false;
    }
    enqueue(message);
    return true;
  }

  private void enter() {
    if (room.tryAcquire()) {
      return;
    }
    if (options.rejects()) {
      throw new ComputeException(
          "%s has %d messages waiting%s, which is all it takes: send fewer, or leave rejectWhenFull out"
              .formatted(this, options.mailbox(), where.suffix()));
    }
    if (equals(lanes().running())) {
      throw new ComputeException(
          "%s sends itself a message, and its mailbox is full%s: it would wait for ever"
              .formatted(this, where.suffix()));
    }
    try (Wait _ = Wait.begin(lanes().running(), this, refusing::get)) {
      boolean _ = room.acquire(); // without a place, the sender is refused
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting to send to " + this, e);
    }
  }

  private void enqueue(Message<A> message) {
    mailbox.add(message);
    if (undone.getAndIncrement() == 0) {
      startStrand(message instanceof Reply);
    }
  }

  /* A lane that asks will most likely wait, and then it finds the strand on top of its own. */
  private void startStrand(boolean asked) {
    MailboxStrand strand = new MailboxStrand(this);
    try {
      if (asked && lanes().onLane()) {
        lanes().fork(strand);
      } else {
        lanes().start(strand);
      }
    } catch (RejectedExecutionException | OutOfMemoryError notStarted) {
      end(() -> new CancelledException(this + " cannot go on: " + notStarted.getMessage()));
      deal(false);
    }
  }

  /**
   * Deals with messages until there are none, or others should have the lane; by one strand.
   *
   * @param mayLinger whether nobody waits for the strand's end
   */
  void deal(boolean mayLinger) {
    int left = SLICE;
    while (true) {
      if (ending.get() == null) {
        Reply<A, ?> wanted = helped;
        if (left-- == 0 || (wanted != null && wanted.isDone())) {
          helped = null;
          startStrand(false);
          return;
        }
        if (pause()) {
          return;
        }
      }
      Message<A> message = Objects.requireNonNull(mailbox.peek(), "counted, but not there");
      if (dealWith(message)) {
        mailbox.remove();
        if (mayLinger && message.isFromOutside() && linger()) {
          left = SLICE;
        }
        if (undone.decrementAndGet() == 0) {
          return;
        }
      }
    }
  }

  /* The last message counts until it is given up, so that the next one starts no other strand. */
  private boolean linger() {
    return undone.get() == 1 && lanes().linger(() -> undone.get() > 1, forMessages, Long.MAX_VALUE);
  }

  /** Returns false when the message has to wait for a restart. */
  private boolean dealWith(Message<A> message) {
    if (message instanceof Message.Signal<A>(boolean last) && last) {
      boolean _ = ending.compareAndSet(null, this::stopped);
    }
    Supplier<QuernException> why = ending.get();
    if (why != null) {
      finish();
      if (!message.refuse(why)) {
        LOG.log(Level.WARNING, "{0} has ended before it was told something", this);
      }
    } else if (message.isWanted() && !supervisor.carryOut(message)) {
      return false;
    }
    if (message.isSent()) {
      room.release();
    }
    return true;
  }

  /** Takes note that there will be no instance any more. */
  void fail(Supplier<QuernException> why) {
    end(why);
    finish();
  }

  /** Returns whether the strand has to end, for the pause before a restart. */
  private boolean pause() {
    long left = supervisor.pause();
    if (left <= 0) {
      return false;
    }
    paused.set(true);
    try {
      alarm = lanes().after(left, this::resume);
    } catch (RejectedExecutionException closed) {
      end(() -> new CancelledException(this + " cannot go on: " + closed.getMessage()));
    }
    if (ending.get() != null) {
      resume();
    }
    return true;
  }

  private void resume() {
    if (paused.compareAndSet(true, false)) {
      Lanes.Alarm set = alarm;
      if (set != null) {
        set.cancel();
      }
      startStrand(false);
    }
  }

  private boolean end(Supplier<QuernException> why) {
    if (!ending.compareAndSet(null, why)) {
      return false;
    }
    refusing.set(true);
    room.close();
    cancelChildren();
    return true;
  }

  private void finish() {
    if (!over) {
      over = true;
      Throwable notClosed = supervisor.discard();
      if (notClosed != null) {
        closingFailed = new TaskFailedException("closing " + this, where, notClosed);
      }
      moveOut();
    }
  }

  private CancelledException stopped() {
    return new CancelledException(this + " was stopped" + where.suffix());
  }

  QuernException whyEnded() {
    Supplier<QuernException> why = ending.get();
    return why == null ? stopped() : why.get();
  }

  boolean refuses() {
    return refusing.get();
  }

  void stop() {
    if (refusing.compareAndSet(false, true)) {
      room.close();
      enqueue(new Message.Signal<>(true));
    }
  }

  @Override
  public boolean cancel(String why) {
    if (!end(() -> new CancelledException(why + where.suffix()))) {
      return false;
    }
    enqueue(new Message.Signal<>(false));
    resume();
    return true;
  }

  @Override
  public boolean isStopped() {
    return ending.get() != null;
  }

  @Override
  public void abandon(Throwable failure) {
    LOG.log(Level.ERROR, this + " was abandoned", failure);
    fail(() -> new TaskFailedException(toString(), where, failure));
    for (Message<A> left = mailbox.poll(); left != null; left = mailbox.poll()) {
      boolean _ = left.refuse(this::whyEnded);
    }
  }

  @Override
  protected void parentEnded() {
    stop();
  }

  void close() {
    stop();
    if (equals(lanes().running())) {
      return;
    }
    try {
      lanes().await(ended());
    } catch (InterruptedException e) {
      cancel(this + " was stopped when the wait for its end was interrupted");
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for the end of " + this, e);
    }
    QuernException why = whyEnded();
    if (why instanceof TaskFailedException) {
      throw why;
    }
    QuernException notClosed = closingFailed;
    if (notClosed != null) {
      throw notClosed;
    }
  }

  /** Called by a thread that is about to wait for {@code reply}; carries this out meanwhile. */
  void help(Reply<A, ?> reply) {
    if (lanes().onLane()) {
      helped = reply;
      while (!reply.isDone() && lanes().runForked(this)) {
        // the work is in the condition
      }
      helped = null;
    }
  }

  /**
   * Called by a thread that is about to wait up to {@code nanos} for {@code reply}; returns whether
   * it has come.
   */
  boolean comesSoon(Reply<A, ?> reply, long nanos) {
    return !lanes().onLane() && lanes().linger(reply::isDone, forAnswers, nanos);
  }

  @Override
  public String toString() {
    return "actor " + name;
  }
}
