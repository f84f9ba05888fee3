package dev.quern.scheduler.run;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.store.MemoryLedger;

/** A task of a submission, as its operator sees it. Used by one thread. */
public final class SubmittedTask implements TaskContext {
  private final Submission submission;
  private final Cancellation cancellation;
  private final int task;
  private boolean gathering;

  /** Task number {@code task} of the graph of {@code submission}. */
  public SubmittedTask(Submission submission, Cancellation cancellation, int task) {
    this.submission = submission;
    this.cancellation = cancellation;
    this.task = task;
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
    return submission.memory();
  }

  @Override
  public long memoryShare() {
    MemoryLedger ledger = submission.storage().ledger();
    if (ledger != null && !gathering) {
      gathering = true;
      ledger.beginGathering();
    }
    return submission.storage().share();
  }

  /** Takes note that the task has ended: others may have its share. */
  public void ended() {
    MemoryLedger ledger = gathering ? submission.storage().ledger() : null;
    if (ledger != null) {
      ledger.endGathering();
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
