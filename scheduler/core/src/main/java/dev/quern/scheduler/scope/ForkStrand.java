package dev.quern.scheduler.scope;

import dev.quern.scheduler.lane.Strand;

/** Carries one fork out. */
final class ForkStrand extends Strand {
  private final transient ScopeWork scope;
  private final transient Fork<?> fork;

  ForkStrand(ScopeWork scope, Fork<?> fork) {
    super(scope.lanes(), scope);
    this.scope = scope;
    this.fork = fork;
  }

  @Override
  protected void work() {
    try {
      fork.carryOut();
    } finally {
      scope.ended(fork);
    }
  }
}
