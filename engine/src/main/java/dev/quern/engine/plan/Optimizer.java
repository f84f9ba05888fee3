package dev.quern.engine.plan;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs stages of rules over a plan. The rules of a stage are run in turn until none changes the
 * plan any more; each pass is timed, can be switched off by name and is verified afterwards.
 *
 * <p>The system property {@code quern.optimizer.disable} holds names of rules, separated by commas,
 * that are not run.
 *
 * @param <P> the node type
 */
public final class Optimizer<P extends Plan<P>> {
  /*
   * Rules only shrink or sink things, which takes a round for every node on the way at most; one
   * that runs for ever is a bug that must not hang a user.
   */
  private static final int FEW_ROUNDS = 50;
  private static final int MANY_NODES = 100_000;

  private final List<Stage<P>> stages;
  private final BiConsumer<P, P> verifier;
  private final Set<String> disabled;

  /**
   * An optimizer of these stages.
   *
   * @param verifier compares the plan before and after a pass and throws when its meaning changed,
   *     as far as that can be told (schema, shape)
   */
  public Optimizer(List<Stage<P>> stages, BiConsumer<P, P> verifier) {
    this(stages, verifier, disabledByProperty());
  }

  private Optimizer(List<Stage<P>> stages, BiConsumer<P, P> verifier, Set<String> disabled) {
    this.stages = List.copyOf(stages);
    this.verifier = verifier;
    this.disabled = disabled;
  }

  /** The same optimizer without the named rules; a name that no rule has is an error. */
  public Optimizer<P> without(String... names) {
    Set<String> known =
        stages.stream()
            .flatMap(s -> s.rules().stream())
            .map(Rule::name)
            .collect(Collectors.toSet());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new PlanException("no rule '%s'; the rules are %s".formatted(name, known));
      }
    }
    Set<String> all =
        Stream.concat(disabled.stream(), Stream.of(names)).collect(Collectors.toUnmodifiableSet());
    return new Optimizer<>(stages, verifier, all);
  }

  /** The best plan the rules find. */
  public P optimize(P plan) {
    return run(plan).plan();
  }

  /** The best plan the rules find, and what each pass did. */
  public Result<P> run(P plan) {
    List<Pass<P>> passes = new ArrayList<>();
    P current = plan;
    for (Stage<P> stage : stages) {
      boolean changed = true;
      for (int round = 0; changed && round < stage.rounds(); round++) {
        if (round >= FEW_ROUNDS && round >= FEW_ROUNDS + nodes(plan, MANY_NODES)) {
          throw new IllegalStateException(
              "stage '%s' of the optimizer does not come to an end:%n%s"
                  .formatted(stage.name(), Explain.text(current)));
        }
        changed = false;
        for (Rule<P> rule : stage.rules()) {
          if (disabled.contains(rule.name())) {
            continue;
          }
          long start = System.nanoTime();
          P next = rule.apply(current);
          long nanos = System.nanoTime() - start;
          if (!next.equals(current)) {
            verifier.accept(current, next);
            passes.add(new Pass<>(stage.name(), rule.name(), nanos, next));
            current = next;
            changed = true;
          }
        }
      }
    }
    return new Result<>(current, passes);
  }

  /* At most so many: what several nodes read is counted for each of them. */
  private static <P extends Plan<P>> int nodes(P plan, int most) {
    int count = 1;
    for (P child : plan.children()) {
      if (count >= most) {
        return most;
      }
      count += nodes(child, most - count);
    }
    return count;
  }

  private static Set<String> disabledByProperty() {
    return Stream.of(System.getProperty("quern.optimizer.disable", "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Rules that are run together to a fixed point.
   *
   * @param name what reports call it
   * @param rules in the order they are tried
   * @param rounds how often at most: a choice among plans as good as each other is made once
   */
  public record Stage<P extends Plan<P>>(String name, List<Rule<P>> rules, int rounds) {
    /** Copies the list. */
    public Stage {
      rules = List.copyOf(rules);
    }

    /** A stage that runs to its fixed point. */
    public Stage(String name, List<Rule<P>> rules) {
      this(name, rules, Integer.MAX_VALUE);
    }
  }

  /**
   * A pass that changed the plan.
   *
   * @param stage the stage it belongs to
   * @param rule the rule's name
   * @param nanos how long it took
   * @param plan the plan it made
   */
  public record Pass<P extends Plan<P>>(String stage, String rule, long nanos, P plan) {}

  /**
   * The optimised plan and how it came about.
   *
   * @param plan the best plan found
   * @param passes the passes that changed something, in order
   */
  public record Result<P extends Plan<P>>(P plan, List<Pass<P>> passes) {}
}
