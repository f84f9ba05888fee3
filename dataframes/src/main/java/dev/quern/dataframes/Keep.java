package dev.quern.dataframes;

/** Which of several equal rows {@link DataFrame#unique(Keep, String...)} keeps. */
public enum Keep {
  /** The one that comes first. */
  FIRST,
  /** The one that comes last. */
  LAST,
  /** None of them: rows that have no equal are kept alone. */
  NONE
}
