package dev.quern.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs tests in a session of one worker, gives them another of four to compare with, and fails a
 * test after which either still holds memory.
 */
final class Workers implements BeforeAllCallback, AfterEachCallback, InvocationInterceptor {
  private static final class Sessions {
    static final Session ONE = Session.local().workers(1).memory("2g").open();
    static final Session FOUR = Session.local().workers(4).memory("2g").open();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    assertThat(Sessions.ONE.memory().used()).isZero();
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    Sessions.ONE.call(
        () -> {
          invocation.proceed();
          return 0;
        });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Sessions.ONE.memory().used()).as("bytes never freed, one worker").isZero();
    assertThat(Sessions.FOUR.memory().used()).as("bytes never freed, four workers").isZero();
  }

  /** The elements, of which one worker and four must compute the same bits. */
  static double[] doubles(NDArray array) {
    try (DenseArray one = array.compute(Sessions.ONE);
        DenseArray four = array.compute(Sessions.FOUR)) {
      assertThat(one.dtype()).isEqualTo(array.dtype());
      assertThat(one.shape()).isEqualTo(array.shape());
      double[] values = one.toDoubleArray();
      double[] others = four.toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        if (Double.doubleToRawLongBits(values[i]) != Double.doubleToRawLongBits(others[i])) {
          throw new AssertionError(
              "element %d of %s is %s with one worker and %s with four"
                  .formatted(i, array, values[i], others[i]));
        }
      }
      return values;
    }
  }

  /** The elements as integers, of which one worker and four must compute the same. */
  static long[] longs(NDArray array) {
    try (DenseArray one = array.compute(Sessions.ONE);
        DenseArray four = array.compute(Sessions.FOUR)) {
      long[] values = one.toLongArray();
      assertThat(four.toLongArray()).isEqualTo(values);
      return values;
    }
  }
}
