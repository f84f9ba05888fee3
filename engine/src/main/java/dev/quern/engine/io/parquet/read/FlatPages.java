package dev.quern.engine.io.parquet.read;

import org.jspecify.annotations.Nullable;

/** The pages of a column that is in no list: a slot is a row, and a level says if it is null. */
final class FlatPages implements PageSource {
  private final PageCursor cursor;
  private final Levels column;
  private @Nullable Page page;
  private @Nullable BitValues levels;

  FlatPages(PageCursor cursor, Levels column) {
    this.cursor = cursor;
    this.column = column;
  }

  @Override
  public @Nullable Page dictionary() {
    return cursor.dictionary();
  }

  @Override
  public Page next() {
    closePage();
    Page next = cursor.next();
    page = next;
    levels =
        column.definition() > 1
            ? new StructLevels(next, column.definition())
            : HybridBits.levels(next, column.nullable());
    return next;
  }

  @Override
  public long skip(long rows) {
    return cursor.skip(rows);
  }

  @Override
  public int slots() {
    return page == null ? 0 : page.rows();
  }

  @Override
  public int read(int count, Bits out, int at) {
    BitValues current = levels;
    return current == null || !column.nullable() ? count : current.read(count, out, at);
  }

  @Override
  public long pageStart() {
    return cursor.pageStart();
  }

  @Override
  public void close() {
    closePage();
    cursor.close();
  }

  private void closePage() {
    if (page != null) {
      page.close();
      page = null;
    }
  }
}
