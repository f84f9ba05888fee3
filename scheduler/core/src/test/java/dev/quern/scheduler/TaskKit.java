package dev.quern.scheduler;

import java.util.concurrent.CountDownLatch;

/** What tests of submitted tasks do time and again. */
final class TaskKit {
  private TaskKit() {}

  /** Does {@code body} with a session of its own as the current one. */
  static void in(int workers, Body body) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      session.call(
          () -> {
            body.run(session);
            return null;
          });
    }
  }

  interface Body {
    void run(Session session);
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
