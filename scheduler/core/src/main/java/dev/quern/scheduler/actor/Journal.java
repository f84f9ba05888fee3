package dev.quern.scheduler.actor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last snapshot of an actor and the messages it has dealt with since, which together are its
 * state. Used by its strand alone.
 */
final class Journal<A> {
  private final int every;
  private final List<Command<? super A>> since = new ArrayList<>();
  private @Nullable Object snapshot;

  /** A journal with a snapshot every so many messages; 0 for none at all. */
  Journal(int every) {
    this.every = every;
  }

  /** Notes a message that {@code instance} has dealt with; takes a snapshot when it is due. */
  void add(A instance, Message<A> message) {
    if (every == 0) {
      return;
    }
    since.add(message.again());
    if (since.size() >= every && instance instanceof Snapshots<?> whole) {
      snapshot = whole.snapshot();
      since.clear();
    }
  }

  /** Brings a new instance to where the last one was. */
  @SuppressWarnings("unchecked") // a snapshot comes from an instance of the same factory
  void replay(A instance) throws Exception {
    if (every == 0) {
      return;
    }
    if (!(instance instanceof Snapshots<?> whole)) {
      throw new IllegalArgumentException(
          "%s takes no snapshots: let it implement Snapshots, or leave snapshotEvery out"
              .formatted(instance.getClass().getName()));
    }
    Object state = snapshot;
    if (state != null) {
      ((Snapshots<Object>) whole).restore(state);
    }
    for (Command<? super A> message : since) {
      message.accept(instance);
    }
  }
}
