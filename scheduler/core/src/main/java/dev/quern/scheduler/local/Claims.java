package dev.quern.scheduler.local;

import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.TaskGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which tasks of a run ask for limited resources. A run in which none does has no claims. */
final class Claims {
  private final Quota quota;
  private final List<Claim> claims;
  private final @Nullable Claim[] of;

  private Claims(Quota quota, List<Claim> claims, @Nullable Claim[] of) {
    this.quota = quota;
    this.claims = claims;
    this.of = of;
  }

  /**
   * The claims that the tasks of {@code run} have on {@code quota}.
   *
   * @throws dev.quern.engine.PlanException when a task asks for what there never is
   */
  static @Nullable Claims of(GraphRun run, TaskGraph graph, Quota quota) {
    if (!graph.isAnnotated()) {
      return null;
    }
    Map<Annotations, Claim> claims = new HashMap<>();
    @Nullable Claim[] of = new @Nullable Claim[graph.size()];
    for (int task = 0; task < of.length; task++) {
      Annotations annotations = graph.annotations(task);
      if (!annotations.resources().isEmpty()) {
        Claim claim = claims.get(annotations);
        if (claim == null) {
          claim = new Claim(run, quota, annotations, graph.origin(task), of.length);
          claims.put(annotations, claim);
        }
        of[task] = claim;
      }
    }
    return claims.isEmpty() ? null : new Claims(quota, List.copyOf(claims.values()), of);
  }

  /** What {@code task} asks for, if anything. */
  @Nullable Claim of(int task) {
    return of[task];
  }

  /**
   * Takes the tasks that wait back, since the run has stopped, and starts those of other runs that
   * waited behind them.
   */
  void withdraw(GraphRun run) {
    quota.withdraw(claims).forEach(granted -> granted.claim().start(granted.task(), run));
    for (Claim claim : claims) {
      if (!claim.isEmpty()) {
        run.lanes().start(new WithdrawnStrand(run, claim));
      }
    }
  }
}
