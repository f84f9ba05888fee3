package dev.quern.scheduler.event.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A task, from its start to its end. */
@Name("dev.quern.Task")
@Label("Task")
@Description("A task that a worker carried out")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class TaskExecution extends TaskRecord {
  private static final TaskExecution PROBE = new TaskExecution();

  @Label("Bytes")
  @Description("Native memory that the result keeps")
  @DataAmount
  private long bytes;

  @Label("Spilled Bytes")
  @Description("What the task put aside on disk")
  @DataAmount
  private long spilledBytes;

  @Label("Outcome")
  @Description("done, failed or cancelled")
  private String outcome = "";

  /** An event of a task that has not begun. */
  public TaskExecution() {}

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Says how the task ended. */
  public void ended(String how, long result, long spilled) {
    outcome = how;
    bytes = result;
    spilledBytes = spilled;
  }
}
