package dev.quern.dataframes.optimize;

import dev.quern.engine.io.Source;

/**
 * Rows of a part of a plan that has been computed: how many there are is known, and what was
 * thought of their values before still is.
 */
public interface ObservedSource extends Source {

  /** How many rows there were before filters, about: as many as a key had different values. */
  double base();
}
