package dev.quern.engine.agg.radix;

/** How groups are cut by the highest bits of their keys' hashes. */
final class Buckets {
  /** A part is merged by a task of its own. */
  static final int PART_BITS = 4;

  /** A bucket, many of which are a part, fits into a table that fits into the cache. */
  static final int BUCKET_BITS = 8;

  /** All buckets. */
  static final int COUNT = 1 << BUCKET_BITS;

  /** Buckets in a part. */
  static final int PART_BUCKETS = 1 << (BUCKET_BITS - PART_BITS);

  private Buckets() {}
}
