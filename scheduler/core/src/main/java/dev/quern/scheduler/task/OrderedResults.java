package dev.quern.scheduler.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A function applied to each of many inputs in tasks of its own, some of them ahead of the reader.
 */
final class OrderedResults<A, R extends @Nullable Object> implements Iterator<R>, AutoCloseable {
  private final TaskSpace space;
  private final TaskFunction<? super A, ? extends R> function;
  private final Iterator<? extends A> inputs;
  private final TaskOptions options;
  private final int most;
  private final Deque<Task<R>> ahead = new ArrayDeque<>();

  private OrderedResults(
      TaskSpace space,
      TaskFunction<? super A, ? extends R> function,
      Iterator<? extends A> inputs,
      TaskOptions options) {
    this.space = space;
    this.function = function;
    this.inputs = inputs;
    this.options = options;
    this.most = options.inFlight() > 0 ? options.inFlight() : space.ahead();
  }

  static <A, R extends @Nullable Object> Stream<R> stream(
      TaskSpace space,
      TaskFunction<? super A, ? extends R> function,
      Iterator<? extends A> inputs,
      TaskOptions options) {
    OrderedResults<A, R> results = new OrderedResults<>(space, function, inputs, options);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(results, Spliterator.ORDERED), false)
        .onClose(results::close);
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty() || inputs.hasNext();
  }

  @Override
  public R next() {
    while (ahead.size() < most && inputs.hasNext()) {
      A input = inputs.next();
      TaskFunction<? super A, ? extends R> applied = function;
      TaskFunction.Call<R> call = () -> applied.apply(input);
      ahead.add(space.submit(call, function, options));
    }
    Task<R> first = ahead.poll();
    if (first == null) {
      throw new NoSuchElementException("no more results");
    }
    try {
      return first.join();
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  @Override
  public void close() {
    ahead.forEach(Task::cancel);
    ahead.clear();
  }
}
