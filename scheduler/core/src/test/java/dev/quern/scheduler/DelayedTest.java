package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.all;
import static dev.quern.scheduler.Tasks.compute;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.outputs;
import static dev.quern.scheduler.Tasks.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayedTest {
  private static final AtomicInteger CALLS = new AtomicInteger();

  private final Session session = Session.local().workers(2).memory("64m").open();

  @AfterEach
  void closeSession() {
    session.close();
  }

  private static int parse(String text) {
    CALLS.incrementAndGet();
    return Integer.parseInt(text);
  }

  private static long sum(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).sum();
  }

  private static int add(int a, int b) {
    return a + b;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void callsReadCalls(int workers) {
    try (Session own = Session.local().workers(workers).open()) {
      Stream<String> texts = Stream.of("1", "2", "39");
      Delayed<Long> total =
          delayed(DelayedTest::sum, texts.map(t -> delayed(DelayedTest::parse, t)));

      assertThat(total.compute(own)).isEqualTo(42);
    }
  }

  @Test
  void lambdasTakeLazyArgumentsAndValuesMix() {
    Delayed<Integer> two = delayed(() -> 2);
    Delayed<Integer> three = two.map(x -> x + 1);
    Delayed<Integer> five = delayed((a, b) -> a + b, two, three);
    Delayed<Integer> fifteen = delayed((a, b, c) -> a * b * c, value(1), three, five);

    assertThat(fifteen.compute(session)).isEqualTo(15);
    assertThat(delayed(x -> x * 2, five).compute(session)).isEqualTo(10);
    assertThat(delayed((a, b, c, d) -> a + b + c + d, two, three, five, value(1)).compute(session))
        .isEqualTo(11);
    assertThat(delayed(DelayedTest::add, 20, 22).compute(session)).isEqualTo(42);
    assertThat(delayed(x -> x.length, new String[] {"a", "b"}).compute(session)).isEqualTo(2);
    assertThat(Tasks.<@Nullable String>delayed(() -> null).compute(session)).isNull();
  }

  @Test
  void whatIsReadTwiceIsComputedOnce() {
    CALLS.set(0);
    Delayed<Integer> seven = delayed(DelayedTest::parse, "7");

    assertThat(delayed(DelayedTest::add, seven, seven).compute(session)).isEqualTo(14);
    assertThat(CALLS).hasValue(1);
  }

  @Test
  void equalCallsAreOneOnlyWhenPure() {
    CALLS.set(0);
    Delayed<Integer> a = delayed(DelayedTest::parse, "7");
    Delayed<Integer> b = delayed(DelayedTest::parse, "7");
    assertThat(session.call(() -> compute(a, b))).isEqualTo(new Results.Two<>(7, 7));
    assertThat(CALLS).hasValue(2);

    assertThat(session.call(() -> compute(a.pure(), b.pure()))).isEqualTo(new Results.Two<>(7, 7));
    assertThat(CALLS).hasValue(3);
    assertThat(a.pure().lazyChunks().outputs())
        .isNotEqualTo(delayed(DelayedTest::parse, "8").pure().lazyChunks().outputs());
  }

  @Test
  void pureCallsOfAnArgumentWithoutStructureAreRefused() {
    Delayed<String> text = delayed(Object::toString, new Object());

    assertThatThrownBy(text::pure)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void aFailureNamesTheMethodAndTheLine() {
    Delayed<Integer> bad = delayed(DelayedTest::parse, "seven");
    Delayed<Integer> more = bad.map(x -> x + 1);

    assertThatThrownBy(() -> more.compute(session))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("DelayedTest.parse failed (at DelayedTest.java:")
        .hasCauseInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> bad.label("the port").compute(session))
        .hasMessageStartingWith("the port failed (at DelayedTest.java:");
  }

  @Test
  void checkedExceptionsAreCauses() {
    Delayed<Integer> bad =
        delayed(
            () -> {
              throw new IOException("planted");
            });

    assertThatThrownBy(() -> bad.compute(session))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("lambda in DelayedTest failed")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void linesOfALoopAreKnown() {
    List<Delayed<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      calls.add(delayed(() -> 100 / (999 - number)));
    }

    assertThatThrownBy(() -> session.call(() -> compute(calls)))
        .hasMessageMatching("lambda in DelayedTest failed \\(at DelayedTest.java:\\d+\\): .*");
  }

  @Test
  void oneCallHasSeveralOutputs() {
    CALLS.set(0);
    List<Delayed<Integer>> parts =
        outputs(3, delayed(text -> List.of(parse(text), 2, 3), value("1")));

    assertThat(session.call(() -> compute(parts))).containsExactly(1, 2, 3);
    assertThat(CALLS).hasValue(1);
  }

  @Test
  void resultsAreFoundByWhatTheyWereComputedFrom() {
    Delayed<Integer> number = delayed(DelayedTest::parse, "7");
    Delayed<String> text = number.map(x -> "number " + x);
    Delayed<List<Integer>> list = all(List.of(number, value(8)));
    Delayed<Integer> other = delayed(() -> 1);
    CALLS.set(0);

    try (Results results = compute(session, text, number, list, number)) {
      int found = results.of(number);
      assertThat(found).isEqualTo(7);
      assertThat(results.of(text)).isEqualTo("number 7");
      assertThat(results.of(list)).containsExactly(7, 8);
      assertThat(results.all()).hasSize(4);
      assertThatThrownBy(() -> results.of(other)).isInstanceOf(PlanException.class);
    }
    assertThat(CALLS).hasValue(1);
  }

  @Test
  void aLazyArgumentIsNotAValue() {
    Delayed<Integer> one = delayed(() -> 1);

    assertThatThrownBy(() -> delayed((Lazy<Integer> a, String b) -> b, one, "x"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("value(x)");
  }

  @Test
  void resultsThatHaveToBeClosedHaveOneOwner() {
    List<Resource> opened = new ArrayList<>();
    Delayed<Resource> resource =
        delayed(
            () -> {
              Resource made = new Resource();
              opened.add(made);
              return made;
            });
    Delayed<Integer> read = resource.map(r -> r.closed.get());

    assertThat(read.compute(session)).isZero();
    assertThat(opened.getFirst().closed).hasValue(1);

    Resource taken = resource.map(r -> r).compute(session);
    assertThat(taken.closed).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aHundredThousandCallsInARow(int workers) {
    try (Session own = Session.local().workers(workers).open()) {
      Delayed<Integer> last = delayed(() -> 0);
      for (int i = 0; i < 100_000; i++) {
        last = last.map(x -> x + 1);
      }
      assertThat(last.compute(own)).isEqualTo(100_000);

      List<Delayed<Integer>> wide =
          IntStream.range(0, 100_000).mapToObj(i -> delayed(() -> i)).toList();
      assertThat(delayed(DelayedTest::sum, wide).compute(own)).isEqualTo(99_999L * 50_000);
    }
  }

  private static final class Resource implements AutoCloseable {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
