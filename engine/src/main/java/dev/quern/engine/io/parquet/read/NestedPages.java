package dev.quern.engine.io.parquet.read;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a column below lists or structs. Where a row ends stands in the levels alone, so
 * pages are read ahead up to the end of the wanted rows before their values are decoded.
 */
final class NestedPages implements PageSource {
  private final PageCursor cursor;
  private final Levels levels;
  private final LevelRun run = new LevelRun();
  /* Pages whose levels are known and whose values are not decoded yet. */
  private final ArrayDeque<LevelPage> ahead = new ArrayDeque<>();
  private @Nullable LevelPage current;
  /* The page that rows are being read from, the last of those ahead or already the current one. */
  private @Nullable LevelPage reading;

  NestedPages(PageCursor cursor, Levels levels) {
    this.cursor = cursor;
    this.levels = levels;
  }

  /** Reads the levels of the next {@code rows} rows; what was read before is forgotten. */
  LevelRun advance(int rows) {
    run.clear();
    int begun = 0;
    while (true) {
      LevelPage from = reading;
      if (from == null || from.isRead()) {
        if (!cursor.hasNext()) {
          break;
        }
        from = new LevelPage(cursor.next(), levels);
        reading = from;
        ahead.add(from);
      }
      begun += from.readRows(rows - begun, run);
      if (!from.isRead() || (begun == rows && cursor.nextBeginsRow())) {
        break;
      }
    }
    if (begun < rows) {
      throw new CorruptPage("the column chunk ends %d rows too early".formatted(rows - begun));
    }
    return run;
  }

  /**
   * How many of the next {@code most} rows can be read without a page more than needed: 1 or more.
   */
  int rowsAhead(int most) {
    LevelPage from = reading;
    return from == null || from.isRead() ? most : Math.clamp(from.rowsLeft(), 1, most);
  }

  @Override
  public long skip(long rows) {
    LevelPage from = reading;
    return (from == null || from.isRead()) && cursor.nextBeginsRow() ? cursor.skip(rows) : 0;
  }

  @Override
  public @Nullable Page dictionary() {
    return cursor.dictionary();
  }

  @Override
  public Page next() {
    closePage();
    LevelPage next = ahead.removeFirst();
    while (next.slots() == 0) {
      next.page().close();
      next = ahead.removeFirst();
    }
    current = next;
    return next.page();
  }

  @Override
  public int slots() {
    return current == null ? 0 : current.slots();
  }

  @Override
  public int read(int count, Bits out, int at) {
    return current == null ? 0 : current.readSlots(count, out, at);
  }

  @Override
  public long pageStart() {
    return cursor.pageStart();
  }

  @Override
  public void close() {
    closePage();
    ahead.forEach(page -> page.page().close());
    ahead.clear();
    cursor.close();
  }

  private void closePage() {
    if (current != null) {
      current.page().close();
      current = null;
    }
  }
}
