package dev.quern.engine.io.parquet.read;

import org.jspecify.annotations.Nullable;

/** The pages of a column that is not nested: a slot is a row, and a level is a bit. */
final class FlatPages implements PageSource {
  private final PageCursor cursor;
  private final boolean optional;
  private @Nullable Page page;
  private @Nullable HybridBits levels;

  FlatPages(PageCursor cursor, boolean optional) {
    this.cursor = cursor;
    this.optional = optional;
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
    levels = HybridBits.levels(next, optional);
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
    HybridBits current = levels;
    return current == null || !optional ? count : current.read(count, out, at);
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
