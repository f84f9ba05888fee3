package dev.quern.engine.graph;

/** An operator that brings data into the graph and knows roughly how much. */
public interface Sized extends Operator {

  /** Roughly the bytes of memory that its data takes; 0 when it brings none. */
  long estimatedBytes();
}
