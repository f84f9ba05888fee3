package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one bucket after another, each in the order of the pieces. Those in memory are put
 * together to morsels, so that they are in the cache when they are merged; those on disk come as
 * they were written. Not thread-safe.
 */
final class BucketReader implements AutoCloseable {
  /* Files kept open from bucket to bucket; of more, each is opened for each bucket. */
  private static final int MOST_OPEN = 128;

  private final MemoryBudget budget;
  private final Grouping grouping;
  private final Schema partials;
  private final int endBucket;
  private final int morselRows;

  /** Neighbours in memory, or one on disk. */
  private final List<Source> sources = new ArrayList<>();

  private int source;

  /**
   * A reader of sorted pieces, which stay owned by the caller and open meanwhile.
   *
   * @param endBucket the bucket after the last that is read
   * @param morselRows rows of pieces in memory that are put together
   */
  BucketReader(
      MemoryBudget budget,
      Grouping grouping,
      List<GroupPiece> pieces,
      int endBucket,
      int morselRows) {
    this.budget = budget;
    this.grouping = grouping;
    this.partials = grouping.partialSchema();
    this.endBucket = endBucket;
    this.morselRows = morselRows;
    int files = 0;
    for (GroupPiece piece : pieces) {
      switch (piece) {
        case DiskPiece disk -> sources.add(new FileSource(disk, files++ < MOST_OPEN));
        case MemoryPiece memory -> {
          if (sources.isEmpty() || !(sources.getLast() instanceof MemorySource)) {
            sources.add(new MemorySource());
          }
          if (sources.getLast() instanceof MemorySource neighbours) {
            neighbours.pieces.add(memory);
          }
        }
      }
    }
  }

  /** Goes to the begin of {@code bucket}; returns whether there is anything in it. */
  boolean begin(int bucket) {
    source = 0;
    boolean any = false;
    for (Source each : sources) {
      any |= each.begin(bucket);
    }
    return any;
  }

  /** The next morsel of the bucket, owned by the caller; null at the end. */
  @Nullable Morsel next() {
    while (source < sources.size()) {
      Morsel morsel = sources.get(source).next();
      if (morsel != null) {
        return morsel;
      }
      source++;
    }
    return null;
  }

  /** The bucket from its begin as keys and states; closing it leaves this open. */
  BatchReader states(int bucket) {
    boolean _ = begin(bucket);
    return new BatchReader() {
      @Override
      public Schema schema() {
        return partials;
      }

      @Override
      public @Nullable Batch next() {
        try (Morsel morsel = BucketReader.this.next()) {
          return morsel == null ? null : morsel.states(budget, grouping);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    sources.forEach(Source::close);
  }

  /** What some of the pieces have of the bucket. */
  private interface Source extends AutoCloseable {
    /** Goes to the begin of {@code bucket}; returns whether there is anything in it. */
    boolean begin(int bucket);

    @Nullable Morsel next();

    @Override
    void close();
  }

  /** Neighbouring pieces in memory. */
  private final class MemorySource implements Source {
    private final List<MemoryPiece> pieces = new ArrayList<>();
    private RangeMorsels left = new RangeMorsels(List.of(), morselRows);

    @Override
    public boolean begin(int bucket) {
      left =
          new RangeMorsels(pieces.stream().map(piece -> piece.bucket(bucket)).toList(), morselRows);
      return !left.isEmpty();
    }

    @Override
    public @Nullable Morsel next() {
      List<GroupRange> some = left.next();
      if (some.isEmpty()) {
        return null;
      }
      boolean ofRows = some.getFirst().ofRows();
      Schema schema = ofRows ? grouping.input() : partials;
      return new Morsel(GroupRange.concat(budget, schema, some), ofRows);
    }

    @Override
    public void close() {}
  }

  /** A piece on disk. */
  private final class FileSource implements Source {
    private final DiskPiece piece;
    private final boolean keepsOpen;
    private @Nullable BatchReader open;

    /** The number of the batch that comes next out of what is open. */
    private int at;

    private int end;

    FileSource(DiskPiece piece, boolean keepsOpen) {
      this.piece = piece;
      this.keepsOpen = keepsOpen;
    }

    @Override
    public boolean begin(int bucket) {
      int from = piece.start(bucket);
      if (open != null && at != from) {
        close();
      }
      at = from;
      end = piece.start(bucket + 1);
      return from < end;
    }

    @Override
    public @Nullable Morsel next() {
      if (at == end) {
        return null;
      }
      BatchReader reader = open;
      if (reader == null) {
        reader = piece.open(budget, at, keepsOpen ? piece.start(endBucket) : end);
        open = reader;
      }
      Batch batch = Objects.requireNonNull(reader.next(), "fewer batches than were written");
      if (++at == end && !keepsOpen) {
        close();
      }
      return new Morsel(batch, piece.isOfRows());
    }

    @Override
    public void close() {
      BatchReader reader = open;
      open = null;
      if (reader != null) {
        reader.close();
      }
    }
  }
}
