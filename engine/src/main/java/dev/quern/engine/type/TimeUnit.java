package dev.quern.engine.type;

/** The unit in which a timestamp counts. */
public enum TimeUnit {
  SECOND("s", 1L),
  MILLI("ms", 1_000L),
  MICRO("us", 1_000_000L),
  NANO("ns", 1_000_000_000L);

  private final String symbol;
  private final long perSecond;

  TimeUnit(String symbol, long perSecond) {
    this.symbol = symbol;
    this.perSecond = perSecond;
  }

  /** How many of this unit make a second. */
  public long perSecond() {
    return perSecond;
  }

  /** The usual abbreviation: s, ms, us or ns. */
  @Override
  public String toString() {
    return symbol;
  }
}
