package dev.quern.scheduler.task;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A method of one argument that a task calls. Serialisable, so that it tells what it was made of:
 * tasks are labelled after a method reference, and pure calls are keyed by it.
 *
 * @param <A> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {

  /** Calls the method. */
  R apply(A argument) throws Exception;

  /**
   * A method without arguments.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  interface Of0<R extends @Nullable Object> extends Serializable {
    /** Calls the method. */
    R apply() throws Exception;
  }

  /**
   * A method of two arguments.
   *
   * @param <A> the first argument
   * @param <B> the second argument
   * @param <R> the result
   */
  @FunctionalInterface
  interface Of2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      extends Serializable {
    /** Calls the method. */
    R apply(A first, B second) throws Exception;
  }

  /**
   * A method of three arguments.
   *
   * @param <A> the first argument
   * @param <B> the second argument
   * @param <C> the third argument
   * @param <R> the result
   */
  @FunctionalInterface
  interface Of3<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      extends Serializable {
    /** Calls the method. */
    R apply(A first, B second, C third) throws Exception;
  }

  /**
   * A method of four arguments.
   *
   * @param <A> the first argument
   * @param <B> the second argument
   * @param <C> the third argument
   * @param <D> the fourth argument
   * @param <R> the result
   */
  @FunctionalInterface
  interface Of4<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      extends Serializable {
    /** Calls the method. */
    R apply(A first, B second, C third, D fourth) throws Exception;
  }

  /**
   * The body of a task that can go to another process.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  interface Call<R extends @Nullable Object> extends Callable<R>, Serializable {}

  /** The body of a task without a result that can go to another process. */
  @FunctionalInterface
  interface Action extends Runnable, Serializable {}
}
