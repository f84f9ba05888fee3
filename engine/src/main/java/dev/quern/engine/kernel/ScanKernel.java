package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The structure of delimited text: where fields and rows end, found 64 bytes at a time.
 *
 * <p>A quote opens or closes quoted text wherever it stands; a doubled quote closes and opens
 * again, which comes to the same. So the bytes inside quotes are a running exclusive or over the
 * quotes, which six shifts per 64 bytes give (after Langdale and Lemire, "Parsing Gigabytes of JSON
 * per Second", 2019). In well-formed text an opening quote follows a delimiter, a line end or a
 * closing quote, and a closing quote is followed by a delimiter, a line end or an opening quote; a
 * quote elsewhere is reported as misplaced, for what it does to the structure is a guess.
 *
 * <p>The text is native memory of which up to 64 bytes behind its end can be read.
 */
public interface ScanKernel {

  /** "No quotes in this dialect" as the {@code quote} of {@link #scan}. */
  int NO_QUOTE = -1;

  /**
   * Finds the delimiters and line feeds outside quotes of the first {@code n} bytes.
   *
   * @param delimiter the byte between fields
   * @param quote the byte around quoted fields, or {@link #NO_QUOTE}
   * @param inside whether the text begins inside quotes
   * @param marks takes the positions, from {@code marks.positions()[1]} on; has room for {@code n +
   *     64} of them
   */
  void scan(
      MemorySegment text, int n, byte delimiter, int quote, boolean inside, StructureMarks marks);

  /** How often {@code value} stands in the first {@code n} bytes. */
  int count(MemorySegment text, int n, byte value);
}
