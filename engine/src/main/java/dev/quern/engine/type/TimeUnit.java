package dev.quern.engine.type;

/** The unit in which a timestamp counts. */
public enum TimeUnit {
  SECOND("s", 0, 1L),
  MILLI("ms", 3, 1_000L),
  MICRO("us", 6, 1_000_000L),
  NANO("ns", 9, 1_000_000_000L);

  private final String symbol;
  private final int digits;
  private final long perSecond;

  TimeUnit(String symbol, int digits, long perSecond) {
    this.symbol = symbol;
    this.digits = digits;
    this.perSecond = perSecond;
  }

  /** How many of this unit make a second. */
  public long perSecond() {
    return perSecond;
  }

  /** How many digits behind the point a second has in this unit. */
  public int digits() {
    return digits;
  }

  /** The usual abbreviation: s, ms, us or ns. */
  @Override
  public String toString() {
    return symbol;
  }
}
