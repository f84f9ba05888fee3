package dev.quern.arrays.reduce;

/** What becomes of the elements that fall together. NaN propagates through all of them. */
public enum ReduceFunction {
  /** Of integers and truth values an INT64, checked; floats are added in FLOAT64. */
  SUM("sum", 1),
  /** As {@link #SUM}, with 1 of no elements. */
  PRODUCT("prod", 1),
  /** Computed in FLOAT64; NaN of no elements. */
  MEAN("mean", 1),
  /** The least element; there must be one. */
  MIN("min", 1),
  /** The greatest element; there must be one. */
  MAX("max", 1),
  /** The variance, computed in FLOAT64. */
  VARIANCE("var", 3),
  /** The standard deviation, computed in FLOAT64. */
  DEVIATION("std", 3),
  /** Whether an element is true, or not 0. */
  ANY("any", 1),
  /** Whether all elements are true, or not 0. */
  ALL("all", 1),
  /** How many elements are true, or not 0. */
  COUNT("count", 1),
  /** Where the least element is, the first of equals; the first NaN if there is one. */
  ARG_MIN("argmin", 2),
  /** Where the greatest element is, the first of equals; the first NaN if there is one. */
  ARG_MAX("argmax", 2);

  private final String label;
  private final int slots;

  ReduceFunction(String label, int slots) {
    this.label = label;
    this.slots = slots;
  }

  /** The name by which people call it. */
  public String label() {
    return label;
  }

  /** How many numbers the state of a cell has. */
  int slots() {
    return slots;
  }

  /** Whether it counts elements that are true: the state is their sum as 0 and 1. */
  boolean isOfTruth() {
    return this == ANY || this == ALL || this == COUNT;
  }

  /** Whether it gives a position. */
  public boolean isPosition() {
    return this == ARG_MIN || this == ARG_MAX;
  }

  /** Whether it has no value of no elements. */
  public boolean needsElements() {
    return this == MIN || this == MAX || isPosition();
  }
}
