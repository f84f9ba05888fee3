package dev.quern.engine.io.parquet.read;

/**
 * Which rows hold a value, of a column in structs that may be null themselves: those whose
 * definition level is the highest.
 */
final class StructLevels implements BitValues {
  private static final int BLOCK = 1 << 10;

  private final HybridReader levels;
  private final int highest;
  private final int[] block = new int[BLOCK];

  StructLevels(Page page, int highest) {
    this.highest = highest;
    this.levels =
        new HybridReader(
            new ByteCursor(page.bytes(), page.levels()),
            Integer.SIZE - Integer.numberOfLeadingZeros(highest));
  }

  @Override
  public int read(int count, Bits out, int at) {
    int present = 0;
    for (int done = 0; done < count; done += BLOCK) {
      int part = Math.min(BLOCK, count - done);
      levels.read(part, block, 0);
      for (int i = 0; i < part; i++) {
        if (Integer.compareUnsigned(block[i], highest) > 0) {
          throw new CorruptPage("a level is %d, the highest is %d".formatted(block[i], highest));
        }
        present += block[i] == highest ? 1 : 0;
      }
      out.mark(block, highest, at + done, part);
    }
    return present;
  }

  @Override
  public void skip(int count) {
    levels.skip(count);
  }
}
