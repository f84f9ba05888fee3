package dev.quern.engine.type;

/** How the values of a type lie in memory; the names and forms are Arrow's. */
public enum Layout {
  /** One bit a value, least significant bit first. */
  BITMAP,
  /** Slots of 1, 2, 4, 8 or 16 bytes, little endian. */
  FIXED,
  /**
   * 16-byte views: length, then either up to 12 bytes inline or a 4-byte prefix, the index of a
   * data buffer and the offset in it.
   */
  VIEW,
  /**
   * 8-byte spans: where a list begins in the column of all elements, and how many it has (Arrow's
   * ListView, with offset and size beside each other).
   */
  SPAN,
  /** No slots of its own: the values of a row stand in the columns of the fields. */
  FIELDS
}
