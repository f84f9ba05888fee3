package dev.quern.scheduler.store;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.TaskRef;

/** Whose a {@link Result} is: those of one run, or somebody who keeps it. */
interface ResultHome {

  MemoryLedger ledger();

  /** What it is allocated from when it is read back. */
  MemoryBudget memory();

  /** The task that made result {@code task}, or what else it is. */
  TaskRef reference(int task);

  /** How many tasks read result {@code task}. */
  int readers(int task);

  /** The i-th of those. */
  int reader(int task, int i);

  /** The number of the task whose result came last: tasks are numbered in running order. */
  int position();

  /** Notes that results went to memory, or, with a minus, from there to disk. */
  void moved(long size);
}
