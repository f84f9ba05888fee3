package dev.quern.scheduler;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.scheduler.actor.ActorFactory;
import dev.quern.scheduler.actor.ActorOptions;
import dev.quern.scheduler.actor.ActorRef;
import dev.quern.scheduler.isolate.IsolatedPool;
import dev.quern.scheduler.isolate.IsolationOptions;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.scope.IoScope;
import dev.quern.scheduler.scope.ScopeOptions;
import dev.quern.scheduler.sync.BoundedQueue;
import dev.quern.scheduler.sync.Event;
import dev.quern.scheduler.sync.Lock;
import dev.quern.scheduler.sync.Semaphore;
import dev.quern.scheduler.sync.Variable;
import dev.quern.scheduler.task.CallArguments;
import dev.quern.scheduler.task.CallNode;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskFunction;
import dev.quern.scheduler.task.TaskGroup;
import dev.quern.scheduler.task.TaskOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plain methods as tasks: what people import statically to use the scheduler.
 *
 * <pre>{@code
 * import static dev.quern.scheduler.Tasks.*;
 *
 * long n = delayed(Merge::count, files.map(f -> delayed(Load::parse, f))).compute();
 * }</pre>
 *
 * <p>Everything runs in {@link Session#current()} unless a session is named.
 */
public final class Tasks extends Options {
  private Tasks() {}

  // Calls that are carried out later

  /** A call of {@code function}, carried out when its result is computed. */
  public static <R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction.Of0<? extends R> function) {
    return new Delayed<>(CallNode.of(function));
  }

  /**
   * A call of {@code function} with what {@code argument} is when it is computed. A table or an
   * array is open during the call; the function closes neither.
   */
  public static <A, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction<? super A, ? extends R> function, Lazy<? extends A> argument) {
    return argument instanceof Delayed<?> only
        ? new Delayed<>(CallNode.of(function, only.call()))
        : call(function, argument);
  }

  /** A call of {@code function} with a list of what {@code arguments} are when computed. */
  public static <A, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction<? super List<A>, ? extends R> function,
      Collection<? extends Lazy<? extends A>> arguments) {
    return new Delayed<>(CallNode.of(function, new CallArguments().several(arguments(arguments))));
  }

  /** A call of {@code function} with a list of what {@code arguments} are when computed. */
  public static <A, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction<? super List<A>, ? extends R> function,
      Stream<? extends Lazy<? extends A>> arguments) {
    return delayed(function, arguments.toList());
  }

  /** A call of {@code function} with what both arguments are when they are computed. */
  public static <A, B, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction.Of2<? super A, ? super B, ? extends R> function,
      Lazy<? extends A> first,
      Lazy<? extends B> second) {
    return first instanceof Delayed<?> one && second instanceof Delayed<?> other
        ? new Delayed<>(CallNode.of(function, one.call(), other.call()))
        : call(function, first, second);
  }

  /** A call of {@code function} with what its arguments are when they are computed. */
  public static <A, B, C, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction.Of3<? super A, ? super B, ? super C, ? extends R> function,
      Lazy<? extends A> first,
      Lazy<? extends B> second,
      Lazy<? extends C> third) {
    return call(function, first, second, third);
  }

  /** A call of {@code function} with what its arguments are when they are computed. */
  public static <A, B, C, D, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction.Of4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
      Lazy<? extends A> first,
      Lazy<? extends B> second,
      Lazy<? extends C> third,
      Lazy<? extends D> fourth) {
    return call(function, first, second, third, fourth);
  }

  /**
   * A call of {@code function} with a value.
   *
   * @param none nothing: it makes the compiler look at the methods for lazy arguments first
   */
  public static <A, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction<? super A, ? extends R> function, A argument, Nothing... none) {
    return new Delayed<>(CallNode.of(function, new CallArguments().value(known(argument))));
  }

  /**
   * A call of {@code function} with two values. To mix values with lazy arguments, wrap them by
   * {@link #value}.
   *
   * @param none nothing: it makes the compiler look at the methods for lazy arguments first
   */
  public static <A, B, R extends @Nullable Object> Delayed<R> delayed(
      TaskFunction.Of2<? super A, ? super B, ? extends R> function,
      A first,
      B second,
      Nothing... none) {
    return new Delayed<>(
        CallNode.of(function, new CallArguments().value(known(first)).value(known(second))));
  }

  /** A value as a lazy one, to be an argument beside others. */
  public static <T> Lazy<T> value(T value) {
    return new Known<>(value);
  }

  /** The results of several lazy values as a list. */
  public static <T> Delayed<List<T>> all(Collection<? extends Lazy<? extends T>> lazies) {
    return delayed((List<T> list) -> list, lazies);
  }

  /**
   * The elements of a list of {@code count}, each for itself: several outputs of one call.
   *
   * @throws IndexOutOfBoundsException when the list turns out to be shorter; as the cause of a
   *     failure of the task
   */
  public static <T> List<Delayed<T>> outputs(int count, Delayed<? extends List<? extends T>> list) {
    List<Delayed<T>> outputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int position = i;
      outputs.add(list.map(values -> (T) values.get(position)));
    }
    return List.copyOf(outputs);
  }

  // Computing

  /** Computes all of {@code lazies} in one run; what they have in common is done once. */
  public static Results compute(Lazy<?>... lazies) {
    return compute(Session.current(), lazies);
  }

  /** Computes all of {@code lazies} in one run of {@code session}. */
  public static Results compute(Session session, Lazy<?>... lazies) {
    List<Lazy<?>> list = List.of(lazies);
    return new Results(list, TogetherRun.compute(session, list));
  }

  /** Computes both in one run; what they have in common is done once. */
  public static <A, B> Results.Two<A, B> compute(Lazy<A> first, Lazy<B> second) {
    Results results = compute(Session.current(), first, second);
    return new Results.Two<>(results.of(first), results.of(second));
  }

  /** Computes all three in one run; what they have in common is done once. */
  public static <A, B, C> Results.Three<A, B, C> compute(
      Lazy<A> first, Lazy<B> second, Lazy<C> third) {
    Results results = compute(Session.current(), first, second, third);
    return new Results.Three<>(results.of(first), results.of(second), results.of(third));
  }

  /** The results of all of {@code lazies}, in order, computed in one run. */
  @SuppressWarnings("unchecked") // each was made by a lazy value of a T
  public static <T> List<T> compute(Collection<? extends Lazy<? extends T>> lazies) {
    return (List<T>) TogetherRun.compute(Session.current(), List.copyOf(lazies));
  }

  // Calls that are carried out at once

  /**
   * Has {@code body} carried out as soon as a worker is free. A task that submits another goes on
   * with the newest first; at the outside the order is that of submission.
   *
   * <p>In a session on a cluster it is carried out there, unless it is {@link #blocking}: with what
   * the lambda captured, as that is now. What it returns has to be serializable. It is carried out
   * again when its executor is lost, and cannot submit others.
   *
   * @param options {@link #retries}, {@link #deadline}, {@link #priority}, {@link #label}, {@link
   *     #blocking}
   * @throws dev.quern.engine.UnsupportedDataException when it cannot go to the cluster: says why
   */
  public static <T extends @Nullable Object> Task<T> submit(
      TaskFunction.Call<? extends T> body, TaskOption... options) {
    return Session.current().tasks().submit(body, options);
  }

  /** The same for a body that is an object already; on a cluster it has to be serializable. */
  public static <T extends @Nullable Object> Task<T> submit(
      Callable<? extends T> body, TaskOption... options) {
    return Session.current().tasks().submit(body, options);
  }

  /** Has {@code action} carried out as soon as a worker is free; its result is null. */
  public static Task<@Nullable Void> submit(TaskFunction.Action action, TaskOption... options) {
    return Session.current().tasks().submit(action, options);
  }

  /** The same for an action that is an object already; on a cluster it has to be serializable. */
  public static Task<@Nullable Void> submit(Runnable action, TaskOption... options) {
    return Session.current().tasks().submit(action, options);
  }

  /**
   * The results of {@code function} for each of {@code inputs}, in their order. Inputs are taken,
   * and tasks submitted, as the stream is read: a few ahead for each worker, or as many as {@link
   * #inFlight} says. Closing the stream cancels those.
   *
   * @param options as for {@link #submit}, for each task
   */
  public static <A, R extends @Nullable Object> Stream<R> map(
      TaskFunction<? super A, ? extends R> function,
      Stream<? extends A> inputs,
      TaskOption... options) {
    return Session.current()
        .tasks()
        .<A, R>map(function, inputs.iterator(), options)
        .onClose(inputs::close);
  }

  /** The results of {@code function} for each of {@code inputs}, in their order; see above. */
  public static <A, R extends @Nullable Object> Stream<R> map(
      TaskFunction<? super A, ? extends R> function,
      Iterable<? extends A> inputs,
      TaskOption... options) {
    return Session.current().tasks().map(function, inputs.iterator(), options);
  }

  /**
   * The results of all of {@code tasks}, in order; what the first that failed threw, if any has.
   */
  public static <T> List<T> gather(Collection<? extends Task<? extends T>> tasks) {
    return TaskGroup.gather(tasks);
  }

  /**
   * {@code tasks} in the order in which they end. Reading the stream waits for the next.
   *
   * @throws dev.quern.engine.CancelledException when the wait is interrupted or the task that waits
   *     is cancelled
   */
  public static <T> Stream<Task<T>> asCompleted(Collection<? extends Task<T>> tasks) {
    return TaskGroup.asCompleted(Session.current().tasks(), tasks);
  }

  /** Waits until one of {@code tasks} has ended, and returns it; empty when time is up before. */
  public static <T> Optional<Task<T>> waitAny(
      Collection<? extends Task<T>> tasks, Duration timeout) {
    return TaskGroup.waitAny(Session.current().tasks(), tasks, timeout);
  }

  /** Waits until all of {@code tasks} have ended, however; false when time is up before. */
  public static boolean waitAll(Collection<? extends Task<?>> tasks, Duration timeout) {
    return TaskGroup.waitAll(Session.current().tasks(), tasks, timeout);
  }

  /** {@link Session#scatter} in the current session. */
  public static <T> Scattered<T> scatter(T value) {
    return Session.current().scatter(value);
  }

  // Coordination

  /** The lock of the current session called {@code name}. */
  public static Lock lock(String name) {
    return Session.current().names().lock(name);
  }

  /** The semaphore of the current session called {@code name}, of {@code permits}. */
  public static Semaphore semaphore(String name, int permits) {
    return Session.current().names().semaphore(name, permits);
  }

  /** The event of the current session called {@code name}. */
  public static Event event(String name) {
    return Session.current().names().event(name);
  }

  /** The queue of the current session called {@code name}, with room for {@code capacity}. */
  public static <T> BoundedQueue<T> queue(String name, int capacity) {
    return Session.current().names().queue(name, capacity);
  }

  /** The variable of the current session called {@code name}. */
  public static <T> Variable<T> variable(String name) {
    return Session.current().names().variable(name);
  }

  // Actors, calls to the outside world, processes

  /** {@link Session#actor} in the current session. */
  public static <A> ActorRef<A> actor(
      Class<A> type, ActorFactory<? extends A> factory, ActorOptions options) {
    return Session.current().actor(type, factory, options);
  }

  /** {@link Session#ioScope} in the current session. */
  public static IoScope ioScope(ScopeOptions options) {
    return Session.current().ioScope(options);
  }

  /** {@link Session#isolated} in the current session. */
  public static IsolatedPool isolated(IsolationOptions options) {
    return Session.current().isolated(options);
  }

  // From within a task

  /**
   * Returns when the current task is still wanted; long computations call it now and then.
   *
   * @throws CancelledException when it was cancelled
   */
  public static void checkCancelled() {
    Work current = Lanes.current();
    if (current != null && current.isStopped()) {
      throw new CancelledException("the current task was cancelled");
    }
  }

  /** Nothing: there is no instance. */
  public static final class Nothing {
    private Nothing() {}
  }

  private static <R extends @Nullable Object> Delayed<R> call(Object function, Lazy<?>... lazies) {
    return new Delayed<>(CallNode.of(function, arguments(List.of(lazies))));
  }

  private static CallArguments arguments(Collection<? extends Lazy<?>> lazies) {
    CallArguments arguments = new CallArguments();
    for (Lazy<?> lazy : lazies) {
      switch (lazy) {
        case Delayed<?> delayed -> arguments.call(delayed.call());
        case Known<?>(Object value) -> arguments.value(value);
        case Scattered<?> there when there.isShared() -> arguments.chunk(there.lazyChunks());
        default -> arguments.chunks(lazy.lazyChunks(), lazy::result);
      }
    }
    return arguments;
  }

  private static Object known(Object value) {
    if (value instanceof Lazy<?>) {
      throw new PlanException(
          "a lazy argument beside one that is a value: wrap the value, as in delayed(f, lazy,"
              + " value(x))");
    }
    return value;
  }
}
