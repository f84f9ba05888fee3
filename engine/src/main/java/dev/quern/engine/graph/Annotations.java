package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of tasks beside what they compute: how urgent they are, and which limited resources
 * they take while they run. It changes when tasks run, never what they return, so it is no part of
 * a {@link Key}.
 *
 * <pre>{@code
 * annotate(priority(10).and(resource("gpu", 1)), () -> model.predict(batch).collect());
 * }</pre>
 *
 * <p>Everything that is lowered to tasks during {@link #annotate} is annotated, on the calling
 * thread only. Immutable.
 *
 * @param priority tasks of a higher one run first; 0 unless something else is asked for
 * @param resources how much of each limited resource a task takes; amounts of at least 1
 */
public record Annotations(int priority, SortedMap<String, Integer> resources) {
  /** Priority 0, and no resource. */
  public static final Annotations NONE = new Annotations(0, new TreeMap<>());

  private static final ScopedValue<Annotations> SCOPE = ScopedValue.newInstance();

  /**
   * Checks the amounts.
   *
   * @throws PlanException when one is below 1
   */
  public Annotations {
    resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    resources.forEach(
        (name, amount) -> {
          if (amount < 1) {
            throw new PlanException(
                "a task takes at least 1 of the resource '%s', not %d".formatted(name, amount));
          }
        });
  }

  /** Priority {@code priority}: positive before all else, negative after. */
  public static Annotations priority(int priority) {
    return new Annotations(priority, new TreeMap<>());
  }

  /**
   * An amount of a resource that the session has a limit for.
   *
   * @throws PlanException when {@code amount} is below 1
   */
  public static Annotations resource(String name, int amount) {
    TreeMap<String, Integer> resources = new TreeMap<>();
    resources.put(Objects.requireNonNull(name, "name"), amount);
    return new Annotations(0, resources);
  }

  /** These and {@code more}: its amounts replace those of the same name, its priority unless 0. */
  public Annotations and(Annotations more) {
    if (equals(NONE)) {
      return more;
    }
    TreeMap<String, Integer> all = new TreeMap<>(resources);
    all.putAll(more.resources);
    return new Annotations(more.priority == 0 ? priority : more.priority, all);
  }

  /** What the calling thread annotates tasks with. */
  public static Annotations current() {
    return SCOPE.orElse(NONE);
  }

  /** Does {@code action}, annotating its tasks with {@code annotations} and what is current. */
  public static void annotate(Annotations annotations, Runnable action) {
    ScopedValue.where(SCOPE, current().and(annotations)).run(action);
  }

  /** Returns what {@code action} returns, its tasks annotated likewise. */
  public static <T, X extends Throwable> T annotate(
      Annotations annotations, ScopedValue.CallableOp<? extends T, X> action) throws X {
    return ScopedValue.where(SCOPE, current().and(annotations)).call(action);
  }
}
