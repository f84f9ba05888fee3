package dev.quern.scheduler.event.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** Data that was put aside on disk. */
@Name("dev.quern.Spill")
@Label("Spill")
@Description("Data was written to disk because memory was short")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Spill extends TaskRecord {
  private static final Spill PROBE = new Spill(0, 0);

  @Label("Bytes")
  @DataAmount
  private final long bytes;

  @Label("Time")
  @Description("How long the writing took")
  @Timespan(Timespan.NANOSECONDS)
  private final long taken;

  /** An event of {@code bytes} that took {@code nanos}. */
  public Spill(long bytes, long nanos) {
    this.bytes = bytes;
    this.taken = nanos;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
