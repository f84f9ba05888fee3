package dev.quern.scheduler.run;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.MemoryTurns;
import org.jspecify.annotations.Nullable;

/** A task of a submission, as its operator sees it. Used by one thread. */
public final class SubmittedTask implements TaskContext {
  private final Submission submission;
  private final Cancellation cancellation;
  private final int task;
  private final Lanes lanes;
  private MemoryTurns.@Nullable Use use;
  private @Nullable Strand strand;
  private boolean gathering;

  /**
   * Task number {@code task} of the graph of {@code submission}, carried out on {@code lanes}.
   *
   * @param use its use of memory, if that was noted already
   */
  public SubmittedTask(
      Submission submission,
      Cancellation cancellation,
      Lanes lanes,
      int task,
      MemoryTurns.@Nullable Use use) {
    this.submission = submission;
    this.cancellation = cancellation;
    this.lanes = lanes;
    this.task = task;
    if (use != null) {
      begin(use);
    }
  }

  /** The name of the result. */
  public Key key() {
    return graph().key(task);
  }

  @Override
  public void checkCancelled() {
    cancellation.check();
  }

  @Override
  public MemoryBudget memory() {
    MemoryLedger ledger = use == null ? submission.storage().ledger() : null;
    if (ledger != null) {
      begin(ledger.turns().begin());
    }
    return submission.memory();
  }

  @Override
  public long memoryShare() {
    MemoryLedger ledger = submission.storage().ledger();
    if (ledger != null && !gathering) {
      gathering = true;
      ledger.shares().begin();
    }
    return submission.storage().share();
  }

  /* While its lane waits, nobody should wait for what it holds. */
  private void begin(MemoryTurns.Use begun) {
    use = begun;
    strand = lanes.carrying();
    if (strand != null) {
      strand.whenWaiting(begun::end);
    }
  }

  /** Its use of memory so far, if there was any. */
  public MemoryTurns.@Nullable Use use() {
    return use;
  }

  /** Takes note that the task has ended: others may have its share, and its memory. */
  public void ended() {
    if (use != null) {
      if (strand != null) {
        strand.whenWaiting(null);
      }
      use.end();
    }
    MemoryLedger ledger = gathering ? submission.storage().ledger() : null;
    if (ledger != null) {
      ledger.shares().end();
    }
  }

  @Override
  public SpillSpace spill() {
    return submission.storage().spill();
  }

  @Override
  public Origin origin() {
    return graph().origin(task);
  }

  @Override
  public int partition() {
    return graph().partition(task);
  }

  private TaskGraph graph() {
    return submission.chunks().graph();
  }
}
