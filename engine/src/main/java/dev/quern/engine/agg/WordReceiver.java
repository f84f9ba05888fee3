package dev.quern.engine.agg;

import java.lang.foreign.MemorySegment;

/**
 * Takes the words of each group, which come in pieces: none of a piece is less than one of the
 * pieces before it, while those of one piece are in any order.
 */
interface WordReceiver extends AutoCloseable {

  /** Says how many words a group will have, before the first piece of any. */
  void expect(int group, int groups, long count);

  /** Takes the next piece of a group's words, which may be put into another order. */
  void accept(int group, MemorySegment words, int from, int to);

  @Override
  void close();
}
