package dev.quern.engine.chunk;

import java.util.List;

/**
 * A chunk in sections of which a task reads some that stand side by side; which ones, it tells from
 * the outline, which is section {@link #NONE}. A section alone is of no use: it is put into an
 * outline.
 */
public interface Outlined extends Sectioned {

  /** Whether nothing is in {@code section}, so that it need not travel. */
  boolean isEmpty(int section);

  /**
   * This outline with some sections of the chunk that it is from, which stand side by side, in any
   * order and without empty ones; the caller's. It and the sections stay the caller's as well.
   */
  Outlined with(List<? extends Chunk> sections);
}
