package dev.quern.scheduler;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Executor;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.run.TaskStorage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How graphs get to executors: what is kept already is put in their place, the rest is optimised
 * and placed, and gets a number, an account and its listeners.
 */
final class Submissions {
  private final SessionLife life;
  private final KeptResults persisted;
  private final Places places;
  private final GraphBudgets budgets;
  private final TaskStorage storage;
  private final Events events;
  private final List<GraphListener> listeners;
  private final AtomicLong submitted = new AtomicLong();

  Submissions(
      SessionLife life,
      KeptResults persisted,
      Places places,
      GraphBudgets budgets,
      TaskStorage storage,
      Events events,
      List<GraphListener> listeners) {
    this.life = life;
    this.persisted = persisted;
    this.places = places;
    this.budgets = budgets;
    this.storage = storage;
    this.events = events;
    this.listeners = listeners;
  }

  /** Starts computing {@code chunks}, of which {@code more} are told too. */
  Computation submit(LazyChunks chunks, List<GraphListener> more) {
    return submit(chunks, more, Executor::submit);
  }

  /** Starts computing {@code chunks}, which stay on the cluster if all graphs run there. */
  Computation keep(LazyChunks chunks) {
    return submit(chunks, List.of(), places.keepsResults() ? Executor::keep : Executor::submit);
  }

  private Computation submit(
      LazyChunks chunks,
      List<GraphListener> more,
      BiFunction<Executor, Submission, Computation> how) {
    life.check();
    KeptResults.Use kept = persisted.use(chunks);
    try {
      LazyChunks optimized = kept.chunks().optimized();
      Placement placement = places.place(optimized);
      Executor where = places.executor(placement);
      long number = submitted.incrementAndGet();
      return life.whileOpen(
          () -> {
            List<GraphListener> told = Stream.concat(listeners.stream(), more.stream()).toList();
            if (places.hasCluster()) {
              events.placed(told, number, placement.onCluster(), placement.reason());
            }
            return start(number, optimized, told, kept, what -> how.apply(where, what));
          });
    } catch (Throwable notStarted) {
      kept.close();
      throw notStarted;
    }
  }

  private Computation start(
      long number,
      LazyChunks optimized,
      List<GraphListener> told,
      KeptResults.Use kept,
      Function<Submission, Computation> start) {
    MemoryBudget account = budgets.open("graph " + number);
    try {
      return start.apply(
          new Submission(
              number,
              optimized,
              account,
              storage,
              told,
              () -> {
                kept.close();
                budgets.retire(account);
              }));
    } catch (Throwable notStarted) {
      budgets.retire(account);
      throw notStarted;
    }
  }
}
