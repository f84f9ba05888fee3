package dev.quern.engine.io.parquet.read;

/** A page of a nested column with its levels decoded. */
final class LevelPage {
  private static final int BLOCK = 1 << 10;
  /* Runs of levels take a few bytes however long they are: a bound on what a broken file can ask. */
  private static final int MOST_LEVELS = 1 << 25;

  private final Page page;
  private final Levels levels;
  private final byte[] repetitions;
  private final byte[] definitions;
  private final int slots;
  private final boolean hasNulls;
  private int rowsAt;
  private int slotsAt;

  /** Takes {@code page} over. */
  LevelPage(Page page, Levels levels) {
    this.page = page;
    this.levels = levels;
    try {
      repetitions = decode(page, page.repetitions(), levels.repetition());
      definitions = decode(page, page.levels(), levels.definition());
    } catch (RuntimeException e) {
      page.close();
      throw e;
    }
    int slot = levels.slot();
    int highest = levels.definition();
    int count = 0;
    int values = 0;
    for (byte definition : definitions) {
      count += definition >= slot ? 1 : 0;
      values += definition == highest ? 1 : 0;
    }
    slots = count;
    hasNulls = values < count;
  }

  Page page() {
    return page;
  }

  /** How many slots the page has. */
  int slots() {
    return slots;
  }

  /** Whether all rows were read. */
  boolean isRead() {
    return rowsAt == definitions.length;
  }

  /** How many rows begin in what was not read yet. */
  int rowsLeft() {
    int rows = 0;
    for (int i = rowsAt; i < repetitions.length; i++) {
      rows += repetitions[i] == 0 ? 1 : 0;
    }
    return rows;
  }

  /**
   * Appends the levels of up to {@code rows} rows more, and what is left of the one begun before,
   * to {@code run}; returns how many rows begin in them.
   */
  int readRows(int rows, LevelRun run) {
    int from = rowsAt;
    int begun = 0;
    if (from == 0 && run.size() == 0 && repetitions.length > 0 && repetitions[0] != 0) {
      throw new CorruptPage("the column chunk begins within a row");
    }
    while (rowsAt < repetitions.length) {
      if (repetitions[rowsAt] == 0) {
        if (begun == rows) {
          break;
        }
        begun++;
      }
      rowsAt++;
    }
    run.append(repetitions, definitions, from, rowsAt - from);
    return begun;
  }

  /** Marks which of the next {@code count} slots hold a value; returns how many do. */
  int readSlots(int count, Bits out, int at) {
    if (!hasNulls) {
      out.fill(at, count);
      return count;
    }
    int values = 0;
    for (int done = 0; done < count; slotsAt++) {
      int definition = definitions[slotsAt];
      if (definition >= levels.slot()) {
        if (definition == levels.definition()) {
          out.fill(at + done, 1);
          values++;
        }
        done++;
      }
    }
    return values;
  }

  /* One level for each of the page's pairs; where all are 0 the page has none. */
  private static byte[] decode(Page page, Page.Range range, int highest) {
    if (page.rows() > MOST_LEVELS) {
      throw new CorruptPage(
          "the page has %d levels, up to %d are read".formatted(page.rows(), MOST_LEVELS));
    }
    byte[] out = new byte[page.rows()];
    if (highest == 0) {
      return out;
    }
    int width = 32 - Integer.numberOfLeadingZeros(highest);
    HybridReader in = new HybridReader(new ByteCursor(page.bytes(), range), width);
    int[] block = new int[BLOCK];
    for (int done = 0; done < out.length; done += BLOCK) {
      int count = Math.min(BLOCK, out.length - done);
      in.read(count, block, 0);
      for (int i = 0; i < count; i++) {
        if (block[i] > highest || block[i] < 0) {
          throw new CorruptPage("a level is %d, the highest is %d".formatted(block[i], highest));
        }
        out[done + i] = (byte) block[i];
      }
    }
    return out;
  }
}
