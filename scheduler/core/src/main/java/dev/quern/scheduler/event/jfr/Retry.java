package dev.quern.scheduler.event.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A failed task that is to be tried again. */
@Name("dev.quern.Retry")
@Label("Retry")
@Description("A task that failed is to be tried again")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Retry extends TaskRecord {
  private static final Retry PROBE = new Retry(0, 0, "");

  @Label("Attempt")
  @Description("Which attempt is to come; the first retry is number 2")
  private final int attempt;

  @Label("Delay")
  @Timespan(Timespan.NANOSECONDS)
  private final long delay;

  @Label("Cause")
  @Description("What the attempt before threw")
  private final String cause;

  /** An event of the attempt that comes {@code nanos} after one that threw {@code cause}. */
  public Retry(int attempt, long nanos, String cause) {
    this.attempt = attempt;
    this.delay = nanos;
    this.cause = cause;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
