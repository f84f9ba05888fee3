package dev.quern.scheduler.event.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** Data that came back from disk. */
@Name("dev.quern.Reload")
@Label("Reload")
@Description("Data that had been put aside was read back")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Reload extends TaskRecord {
  private static final Reload PROBE = new Reload(0, 0);

  @Label("Bytes")
  @DataAmount
  private final long bytes;

  @Label("Time")
  @Description("How long the reading took")
  @Timespan(Timespan.NANOSECONDS)
  private final long taken;

  /** An event of {@code bytes} that took {@code nanos}. */
  public Reload(long bytes, long nanos) {
    this.bytes = bytes;
    this.taken = nanos;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
