package dev.quern.scheduler.actor;

import dev.quern.engine.QuernException;
import java.util.function.Supplier;

/** What waits in a mailbox. */
sealed interface Message<A> permits Reply, Message.Told, Message.Signal {

  /** Has {@code instance} deal with it. */
  void carryOut(A instance) throws Exception;

  /** Tells the sender that nothing comes of it; returns whether there is one to be told. */
  boolean refuse(Supplier<? extends QuernException> why);

  /** Whether a user sent it: it takes a place in the mailbox. */
  default boolean isSent() {
    return true;
  }

  /** Whether it came from a thread that is no lane, and another may soon come from there. */
  boolean isFromOutside();

  /** Whether it is to be dealt with at all. */
  default boolean isWanted() {
    return isSent();
  }

  /** The same once more, for a new instance and without an answer. */
  default Command<? super A> again() {
    return this::carryOut;
  }

  /** A message without an answer. */
  record Told<A>(Command<? super A> command, boolean isFromOutside) implements Message<A> {
    @Override
    public void carryOut(A instance) throws Exception {
      command.accept(instance);
    }

    @Override
    public boolean refuse(Supplier<? extends QuernException> why) {
      return false;
    }

    @Override
    public Command<? super A> again() {
      return command;
    }
  }

  /**
   * No message of a user: makes the strand look what is new.
   *
   * @param last whether it is the end of a mailbox that takes no more
   */
  record Signal<A>(boolean last) implements Message<A> {
    @Override
    public void carryOut(A instance) {}

    @Override
    public boolean isSent() {
      return false;
    }

    @Override
    public boolean isFromOutside() {
      return false;
    }

    @Override
    public boolean refuse(Supplier<? extends QuernException> why) {
      return true;
    }
  }
}
