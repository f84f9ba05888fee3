package dev.quern.dataframes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Alternatives of a generator, of which one is taken at random; a {@link Tally} counts them. */
final class Arms<T> {
  private record Arm<T>(String name, Supplier<T> make) {}

  private final String family;
  private final SplittableRandom random;
  private final Tally tally;
  private final List<Arm<T>> arms = new ArrayList<>();

  Arms(String family, SplittableRandom random, Tally tally) {
    this.family = family;
    this.random = random;
    this.tally = tally;
  }

  /** Adds an alternative. */
  Arms<T> add(String name, Supplier<T> make) {
    return add(1, name, make);
  }

  /** Adds an alternative that is taken as often as {@code weight} others. */
  Arms<T> add(int weight, String name, Supplier<T> make) {
    Arm<T> arm = new Arm<>(family + ": " + name, make);
    tally.declare(arm.name);
    for (int i = 0; i < weight; i++) {
      arms.add(arm);
    }
    return this;
  }

  T take() {
    Arm<T> arm = arms.get(random.nextInt(arms.size()));
    tally.count(arm.name);
    return arm.make.get();
  }
}
