package dev.quern.scheduler.event.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** Memory that was waited for. */
@Name("dev.quern.Reserve")
@Label("Reservation")
@Description("A task got memory that it had asked for")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class Reserve extends TaskRecord {
  private static final Reserve PROBE = new Reserve(0, 0);

  @Label("Bytes")
  @DataAmount
  private final long bytes;

  @Label("Wait")
  @Description("How long it waited for it")
  @Timespan(Timespan.NANOSECONDS)
  private final long taken;

  /** An event of {@code bytes} that took {@code nanos}. */
  public Reserve(long bytes, long nanos) {
    this.bytes = bytes;
    this.taken = nanos;
  }

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }
}
