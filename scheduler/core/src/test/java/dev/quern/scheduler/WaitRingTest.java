package dev.quern.scheduler;

import static dev.quern.scheduler.TaskKit.in;
import static dev.quern.scheduler.Tasks.actor;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.ioScope;
import static dev.quern.scheduler.Tasks.label;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.actor.ActorOptions.restart;
import static dev.quern.scheduler.scope.ScopeOptions.failFast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.actor.ActorOptions;
import dev.quern.scheduler.actor.ActorRef;
import dev.quern.scheduler.scope.IoScope;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskFunction;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits that would never end are refused, whatever they go through. */
class WaitRingTest {
  private static final ActorOptions STAYS = restart(0).resumeOn(_ -> true);

  private static ActorRef<StringBuilder> text() {
    return actor(StringBuilder.class, StringBuilder::new, STAYS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskCannotAskTheActorThatWaitsForIt(int workers) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text()) {
            var ring = text.ask(_ -> submit(() -> length(text), label("count")).join());

            assertThatThrownBy(ring::join)
                .hasStackTraceContaining(PlanException.class.getName())
                .hasStackTraceContaining("let one of them not wait");
            assertThat(length(text)).isZero();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void norCanATaskOfItsTask(int workers) {
    refuses(workers, text -> submit(() -> submit(() -> length(text)).join()).join());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void norCanTheGraphAnActorComputes(int workers) {
    refuses(workers, text -> delayed(() -> length(text)).compute());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void norCanAForkOfAScopeTheActorJoins(int workers) {
    refuses(
        workers,
        text -> {
          try (IoScope scope = ioScope(failFast())) {
            var fork = scope.fork(() -> length(text));
            scope.join();
            return fork.get();
          }
        });
  }

  /** An actor that does {@code ring}, which asks it in the end, is told that it would wait. */
  private static void refuses(int workers, TaskFunction<ActorRef<StringBuilder>, Integer> ring) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text()) {
            var asked = text.ask(_ -> ring.apply(text));

            assertThatThrownBy(asked::join).hasStackTraceContaining("which waits for it");
          }
        });
  }

  private static int length(ActorRef<StringBuilder> text) {
    return text.ask(StringBuilder::length).join();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTaskCannotWaitForItself(int workers) {
    in(
        workers,
        _ -> {
          AtomicReference<Task<Integer>> self = new AtomicReference<>();
          Task<Integer> task =
              submit(
                  () -> {
                    while (self.get() == null) {
                      Thread.onSpinWait();
                    }
                    return self.get().join();
                  });
          self.set(task);

          assertThatThrownBy(task::join).hasRootCauseInstanceOf(PlanException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskMayAskAnActorThatDoesNotWaitForIt(int workers) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text();
              ActorRef<StringBuilder> other = text()) {
            for (int i = 0; i < 200; i++) {
              int expected = i + 1;
              int length =
                  text.ask(
                          it -> {
                            it.append('x');
                            return submit(
                                    () -> other.ask(there -> there.append('y').length()).join())
                                .join();
                          })
                      .join();
              assertThat(length).isEqualTo(expected);
            }
          }
        });
  }
}
