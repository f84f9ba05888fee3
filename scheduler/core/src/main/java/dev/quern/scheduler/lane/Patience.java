package dev.quern.scheduler.lane;

/**
 * How long a thread should look for something before it sleeps, learnt from how that went: as long
 * as it may while what it looks for comes in time, half as long each time that it does not, and in
 * the end only now and then. So looking in vain costs next to nothing in the long run.
 *
 * <p>Threads may share one. What two of them learn at the same moment may get lost, which does no
 * harm.
 */
public final class Patience {
  /* About what it takes two threads to wake each other up, on a machine that is idle. */
  private static final int MOST_NANOS = 25_000;
  private static final int LEAST_NANOS = 2_000;
  private static final int FEWEST_LEFT_OUT = 8;
  private static final int MOST_LEFT_OUT = 1024;

  private final int most;
  private volatile int nanos;

  /** How often it is to be left out before it is tried again, and how often after that. */
  private volatile int leftOut;

  private volatile int leaveOut = FEWEST_LEFT_OUT;

  /** Patience for as long as it takes threads to sleep and be woken. */
  public Patience() {
    this(MOST_NANOS);
  }

  /** Patience for {@code most} nanoseconds. */
  Patience(int most) {
    this.most = most;
    this.nanos = most;
  }

  /** How long to look this time; 0 for not at all. */
  int nanos() {
    int now = nanos;
    if (now > 0) {
      return now;
    }
    int left = leftOut - 1;
    leftOut = left;
    return left > 0 ? 0 : most;
  }

  /** It came in time. */
  void paid() {
    if (nanos != most) {
      nanos = most;
      leaveOut = FEWEST_LEFT_OUT;
    }
  }

  /** It did not come in time. */
  void inVain() {
    int half = nanos / 2;
    nanos = half >= LEAST_NANOS ? half : 0;
    if (half < LEAST_NANOS) {
      int times = leaveOut;
      leftOut = times;
      leaveOut = Math.min(2 * times, MOST_LEFT_OUT);
    }
  }
}
