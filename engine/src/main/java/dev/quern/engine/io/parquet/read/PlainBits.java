package dev.quern.engine.io.parquet.read;

/** Booleans in PLAIN encoding: a bitmap. */
final class PlainBits implements BitValues {
  private final Page page;
  private long bit;

  PlainBits(Page page) {
    this.page = page;
    this.bit = 8L * page.values().from();
  }

  @Override
  public int read(int count, Bits out, int at) {
    if (bit + count > 8L * page.values().to()) {
      throw new CorruptPage("the page holds fewer booleans than rows with values");
    }
    int ones = out.copy(page.bytes(), bit, at, count);
    bit += count;
    return ones;
  }

  @Override
  public void skip(int count) {
    if (bit + count > 8L * page.values().to()) {
      throw new CorruptPage("the page holds fewer booleans than rows with values");
    }
    bit += count;
  }
}
