package dev.quern.engine.kernel;

import java.util.Arrays;

/**
 * What {@link ScanKernel#scan} found: the positions of delimiters and line feeds in ascending
 * order, and what else it saw on the way. One is made per reader and used again for every scan.
 *
 * <p>The positions begin at index 1, so that a caller can put what stands before the first field at
 * index 0 and then take every field for what lies between two neighbours.
 */
public final class StructureMarks {
  private int[] positions;
  private int count;
  private int lines;
  private boolean inside;
  private boolean quotes;
  private boolean ascii;
  private int misplaced;

  /** Marks for texts of up to {@code bytes} bytes. */
  public StructureMarks(int bytes) {
    this.positions = new int[room(bytes)];
  }

  /** Makes room for texts of up to {@code bytes} bytes; what was found is lost when it grows. */
  public void ensure(int bytes) {
    if (positions.length < room(bytes)) {
      positions = new int[room(bytes)];
    }
  }

  /** The positions, from index 1 to index {@link #count}. */
  public int[] positions() {
    return positions;
  }

  /** The number of delimiters and line feeds outside quotes. */
  public int count() {
    return count;
  }

  /** The number of line feeds among them. */
  public int lines() {
    return lines;
  }

  /** Whether the text ends inside quotes. */
  public boolean inside() {
    return inside;
  }

  /** Whether there is a quote at all. */
  public boolean quotes() {
    return quotes;
  }

  /** Whether every byte is ASCII. */
  public boolean ascii() {
    return ascii;
  }

  /** The position of the first misplaced quote, or of what follows it; or {@link Kernels#NONE}. */
  public int misplaced() {
    return misplaced;
  }

  /** For kernels: records what was found. */
  public void set(
      int newCount,
      int newLines,
      boolean nowInside,
      boolean anyQuotes,
      boolean allAscii,
      int firstMisplaced) {
    this.count = newCount;
    this.lines = newLines;
    this.inside = nowInside;
    this.quotes = anyQuotes;
    this.ascii = allAscii;
    this.misplaced = firstMisplaced;
  }

  @Override
  public String toString() {
    return "StructureMarks[%d marks, %d lines%s%s, misplaced %d] %s"
        .formatted(
            count,
            lines,
            inside ? ", inside" : "",
            quotes ? ", quotes" : "",
            misplaced,
            Arrays.toString(Arrays.copyOfRange(positions, 1, 1 + Math.min(count, 16))));
  }

  private static int room(int bytes) {
    return Math.addExact(bytes, 128);
  }
}
