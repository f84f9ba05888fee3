package dev.quern.scheduler.event.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A worker that waited within a task. */
@Name("dev.quern.Blocked")
@Label("Blocked")
@Description("A task waited for something else than memory or disk")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Blocked extends TaskRecord {
  private static final Blocked PROBE = new Blocked(0);

  @Label("Wait")
  @Timespan(Timespan.NANOSECONDS)
  private final long taken;

  /** An event of a wait of {@code nanos}. */
  public Blocked(long nanos) {
    this.taken = nanos;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
