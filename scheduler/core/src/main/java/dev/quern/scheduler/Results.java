package dev.quern.scheduler;

import dev.quern.engine.PlanException;
import java.util.List;

/**
 * What several lazy values are, computed together. Each is found by what it was computed from:
 *
 * <pre>{@code
 * Results all = compute(flights, delays, model);
 * Table table = all.of(flights);
 * }</pre>
 *
 * <p>Closing it closes all results that can be closed.
 */
public final class Results implements AutoCloseable {
  private final List<? extends Lazy<?>> lazies;
  private final List<?> values;

  Results(List<? extends Lazy<?>> lazies, List<?> values) {
    this.lazies = lazies;
    this.values = values;
  }

  /** The result of {@code lazy}, one of the values that were computed. */
  @SuppressWarnings({"unchecked", "ReferenceEquality"}) // put there by the lazy value itself
  public <T> T of(Lazy<T> lazy) {
    for (int i = 0; i < lazies.size(); i++) {
      if (lazies.get(i) == lazy) {
        return (T) values.get(i);
      }
    }
    throw new PlanException(lazy + " is not among what was computed here");
  }

  /** All results, in the order they were asked for. */
  public List<?> all() {
    return values;
  }

  @Override
  public void close() {
    TogetherRun.closeAll(values);
  }

  /**
   * Two results that were computed together.
   *
   * @param <A> the type of the first
   * @param <B> the type of the second
   */
  public record Two<A, B>(A first, B second) {}

  /**
   * Three results that were computed together.
   *
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   */
  public record Three<A, B, C>(A first, B second, C third) {}
}
