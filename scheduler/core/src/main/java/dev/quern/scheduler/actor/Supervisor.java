package dev.quern.scheduler.actor;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.Durations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The instance of an actor, and what becomes of it when a message breaks it: another one takes its
 * place after a pause, or the actor fails for good. Used by the actor's strand alone.
 */
final class Supervisor<A> {
  private static final Logger LOG = System.getLogger("dev.quern.scheduler");

  private final ActorCell<A> actor;
  private final SourceLine where;
  private final ActorFactory<? extends A> factory;
  private final ActorOptions options;
  private final Restarts restarts;
  private final Journal<A> journal;
  private @Nullable A instance;
  private boolean broken;
  private long notBefore;

  Supervisor(
      ActorCell<A> actor,
      SourceLine where,
      ActorFactory<? extends A> factory,
      ActorOptions options) {
    this.actor = actor;
    this.where = where;
    this.factory = factory;
    this.options = options;
    this.restarts = new Restarts(options);
    this.journal = new Journal<>(options.snapshotEvery());
  }

  /**
   * Has the instance deal with {@code message}, whose sender is told when that fails. Returns false
   * when there is no instance: the message has to wait for a restart.
   */
  boolean carryOut(Message<A> message) {
    A current = instance();
    if (current == null) {
      return false;
    }
    try {
      message.carryOut(current);
    } catch (Throwable failure) {
      tell(message, failure);
      if (!options.resumes().test(failure)) {
        breakDown(failure);
      }
      return true;
    }
    try {
      journal.add(current, message);
    } catch (Throwable noSnapshot) {
      breakDown(noSnapshot);
    }
    return true;
  }

  /** Nanoseconds until there may be an instance again; not positive when there is one. */
  long pause() {
    return broken ? notBefore - actor.lanes().nanoTime() : 0;
  }

  /** Closes the instance, if there is one; returns what went wrong. */
  @Nullable Throwable discard() {
    A last = instance;
    instance = null;
    if (last instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception | Error failure) {
        LOG.log(Level.WARNING, "closing " + actor, failure);
        return failure;
      }
    }
    return null;
  }

  /* Made anew when there is none; null when that has failed. */
  private @Nullable A instance() {
    A current = instance;
    if (current == null) {
      try {
        current = Objects.requireNonNull(factory.create(), "the factory returned null");
        instance = current;
        journal.replay(current);
        broken = false;
      } catch (Throwable failure) {
        breakDown(failure);
        return null;
      }
    }
    return current;
  }

  private void tell(Message<A> message, Throwable failure) {
    String node = "a message to " + actor;
    if (!message.refuse(() -> new TaskFailedException(node, where, failure))) {
      LOG.log(Level.WARNING, node + " that nobody waits for has failed" + where.suffix(), failure);
    }
  }

  /* The instance cannot be trusted any more. */
  private void breakDown(Throwable failure) {
    Throwable _ = discard(); // which has told of it
    long now = actor.lanes().nanoTime();
    long pause = restarts.next(now);
    if (pause == Restarts.NO_MORE) {
      int before = restarts.count();
      String node =
          before == 0 ? actor.toString() : "%s, restarted %d times,".formatted(actor, before);
      actor.fail(() -> new TaskFailedException(node, where, failure));
      return;
    }
    broken = true;
    notBefore = now + pause;
    LOG.log(
        Level.INFO,
        "{0} is restarted in {1} ({2} of {3}): {4}",
        actor,
        Durations.text(pause),
        restarts.count(),
        options.restarts(),
        failure);
  }
}
