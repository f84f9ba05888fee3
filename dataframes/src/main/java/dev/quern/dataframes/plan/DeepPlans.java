package dev.quern.dataframes.plan;

import dev.quern.engine.expr.Expr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on plans whose nodes or expressions stand deep below each other, as those of programs that
 * add a thousand columns in a loop: rules and lowering go down a plan by calling themselves, and
 * that takes more of a stack than most threads have.
 */
public final class DeepPlans {
  /* So many nodes below each other fit on any stack, beside what the caller has there. */
  private static final int SHALLOW = 100;

  /* Set aside in the address space; only what is used becomes memory. */
  private static final long STACK_BYTES = 512L << 20;

  private DeepPlans() {}

  /** What {@code work} on {@code plan} gives; a thread of its own does it if the plan is deep. */
  public static <T> T call(FramePlan plan, Supplier<T> work) {
    return call(List.of(plan), work);
  }

  /** The same of work on several plans. */
  public static <T> T call(Collection<FramePlan> plans, Supplier<T> work) {
    return isDeep(plans) ? new Deep<>(work).result() : work.get();
  }

  private static boolean isDeep(Collection<FramePlan> plans) {
    List<Expr> expressions = new ArrayList<>();
    return isDeep(
            plans,
            plan -> {
              switch (plan) {
                case FramePlan.Project project ->
                    project.columns().forEach(column -> expressions.add(column.expr()));
                case FramePlan.Filter filter -> expressions.add(filter.condition());
                default -> {}
              }
              return plan.children();
            })
        || isDeep(expressions, Expr::children);
  }

  /* Level by level: what several nodes have below them is looked at once on a level. */
  private static <N> boolean isDeep(Collection<N> nodes, Function<N, List<N>> children) {
    Collection<N> level = nodes;
    for (int depth = 0; !level.isEmpty(); depth++) {
      if (depth == SHALLOW) {
        return true;
      }
      Set<N> below = Collections.newSetFromMap(new IdentityHashMap<>());
      level.forEach(node -> below.addAll(children.apply(node)));
      level = below;
    }
    return false;
  }

  private static final class Deep<T> {
    private final Supplier<T> work;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Deep(Supplier<T> work) {
      this.work = work;
    }

    T result() {
      Thread planner = new Thread(null, this::run, "quern-planner", STACK_BYTES);
      planner.setDaemon(true);
      planner.start();
      await(planner);
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
      return java.util.Objects.requireNonNull(result);
    }

    @SuppressWarnings("CatchingUnchecked") // handed on to the thread that waits
    private void run() {
      try {
        result = work.get();
      } catch (Throwable e) {
        failure = e;
      }
    }

    /* Planning comes to an end by itself; who is interrupted meanwhile is told afterwards. */
    private static void await(Thread planner) {
      boolean interrupted = false;
      while (true) {
        try {
          planner.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
