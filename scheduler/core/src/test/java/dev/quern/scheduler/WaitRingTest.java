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
            var ring =
                text.ask(
                    _ ->
                        submit(() -> text.ask(StringBuilder::length).join(), label("count"))
                            .join());

            assertThatThrownBy(ring::join)
                .hasStackTraceContaining(PlanException.class.getName())
                .hasStackTraceContaining("let one of them not wait");
            assertThat(text.ask(StringBuilder::length).join()).isZero();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void norCanATaskOfItsTask(int workers) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text()) {
            var ring =
                text.ask(
                    _ ->
                        submit(() -> submit(() -> text.ask(StringBuilder::length).join()).join())
                            .join());

            assertThatThrownBy(ring::join).hasStackTraceContaining("which waits for it");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void norCanTheGraphAnActorComputes(int workers) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text()) {
            var ring =
                text.ask(_ -> delayed(() -> text.ask(StringBuilder::length).join()).compute());

            assertThatThrownBy(ring::join).hasStackTraceContaining("which waits for it");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void norCanAForkOfAScopeTheActorJoins(int workers) {
    in(
        workers,
        _ -> {
          try (ActorRef<StringBuilder> text = text()) {
            var ring =
                text.ask(
                    _ -> {
                      try (IoScope scope = ioScope(failFast())) {
                        var fork = scope.fork(() -> text.ask(StringBuilder::length).join());
                        scope.join();
                        return fork.get();
                      }
                    });

            assertThatThrownBy(ring::join).hasStackTraceContaining("which waits for it");
          }
        });
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
