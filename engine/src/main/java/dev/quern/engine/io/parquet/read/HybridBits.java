package dev.quern.engine.io.parquet.read;

/**
 * Single bits in the hybrid of run lengths and bit packing: definition levels of flat columns, and
 * booleans. At a width of one bit the packed runs are a bitmap already.
 */
final class HybridBits implements BitValues {
  private final ByteCursor in;

  // The current run: bits left, and either one value for all or packed bits from `bit` on.
  private int left;
  private boolean packed;
  private boolean value;
  private long bit;

  HybridBits(ByteCursor in) {
    this.in = in;
  }

  /** Which rows of {@code page} hold a value; of a required column, all do. */
  static HybridBits levels(Page page, boolean optional) {
    HybridBits levels = new HybridBits(new ByteCursor(page.bytes(), page.levels()));
    if (!optional) {
      levels.left = page.rows();
      levels.value = true;
    }
    return levels;
  }

  @Override
  public int read(int count, Bits out, int at) {
    int ones = 0;
    int done = 0;
    while (done < count) {
      if (left == 0) {
        nextRun();
      }
      int part = Math.min(left, count - done);
      if (packed) {
        ones += out.copy(in.bytes(), bit, at + done, part);
        bit += part;
      } else if (value) {
        out.fill(at + done, part);
        ones += part;
      }
      left -= part;
      done += part;
    }
    return ones;
  }

  @Override
  public void skip(int count) {
    for (int done = 0; done < count; ) {
      if (left == 0) {
        nextRun();
      }
      int part = Math.min(left, count - done);
      bit += part;
      left -= part;
      done += part;
    }
  }

  private void nextRun() {
    int header = in.readVarint();
    packed = (header & 1) != 0;
    if (packed) {
      // The last run may promise more groups than there are bytes.
      int groups = Math.min(header >>> 1, in.remaining());
      bit = 8L * in.take(groups);
      left = (int) Math.min(8L * groups, Integer.MAX_VALUE);
    } else {
      int repeated = in.readByte();
      if (repeated > 1) {
        throw new CorruptPage("a level or boolean is %d, the highest is 1".formatted(repeated));
      }
      value = repeated == 1;
      left = header >>> 1;
    }
  }
}
