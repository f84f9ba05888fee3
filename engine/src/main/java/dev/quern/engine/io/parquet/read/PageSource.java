package dev.quern.engine.io.parquet.read;

import org.jspecify.annotations.Nullable;

/**
 * The data pages of a column chunk and which of their slots hold a value. A slot is a row, or of a
 * nested column an element of its innermost list.
 */
sealed interface PageSource extends AutoCloseable permits FlatPages, NestedPages {

  /** The dictionary page when the chunk begins with one, owned by the caller. */
  @Nullable Page dictionary();

  /** Turns to the next page that has slots, which stays owned by this until the next call. */
  Page next();

  /**
   * Passes over pages from here on, none of whose rows was read, as long as they have {@code rows}
   * rows or fewer together; returns how many they have. Such pages are not decompressed, so that
   * what is broken in them is not noticed.
   */
  long skip(long rows);

  /** How many slots the page has. */
  int slots();

  /**
   * Passes over {@code count} slots of the page and marks those that hold a value in {@code out}
   * from {@code at} on; returns how many do.
   */
  int read(int count, Bits out, int at);

  /** The file position of the page that was read last, or that failed. */
  long pageStart();

  @Override
  void close();
}
