package dev.quern.scheduler.event.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A ready task that changed workers. */
@Name("dev.quern.Steal")
@Label("Steal")
@Description("A worker took a ready task from another")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Steal extends TaskRecord {
  private static final Steal PROBE = new Steal();

  @Label("From")
  @Description("The worker that had made the task ready")
  private int from;

  private Steal() {}

  /** An event of a task that {@code from} lost. */
  public Steal(int from) {
    this.from = from;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
