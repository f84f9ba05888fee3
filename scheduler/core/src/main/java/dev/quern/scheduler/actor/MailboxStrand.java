package dev.quern.scheduler.actor;

import dev.quern.scheduler.lane.Strand;

/** Deals with messages of one actor for a while. */
final class MailboxStrand extends Strand {
  private final transient ActorCell<?> cell;

  MailboxStrand(ActorCell<?> cell) {
    super(cell.lanes(), cell);
    this.cell = cell;
  }

  @Override
  protected void work() {
    cell.deal(isOutermost());
  }
}
