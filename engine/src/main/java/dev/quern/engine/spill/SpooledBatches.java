package dev.quern.engine.spill;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Batches of one schema in order, the first of them on disk and the others in memory, until those
 * are {@linkplain #spill put aside} too. Read as if all were in memory; each reader holds one batch
 * of the disk at a time.
 *
 * <pre>
 *   file of the spool | in memory            as made by a Spool
 *   file of the spool | file of the tail     after spill
 * </pre>
 *
 * <p>Thread-safe. {@link #retain} returns this: it is closed once for each owner.
 */
public final class SpooledBatches implements Spillable {
  private final String what;
  private final Schema schema;
  private final int[] rows;
  private final @Nullable SpilledBatches head;
  private final int headCount;
  private final Owners owners = new Owners();
  private final AtomicBoolean spilling = new AtomicBoolean();

  /* Guards the tail: its batches are retained by readers and swapped for a file. */
  private final Object lock = new Object();
  private List<Batch> memory;
  private @Nullable SpilledBatches tail;
  private volatile long bytes;

  SpooledBatches(
      String what,
      Schema schema,
      int[] rows,
      @Nullable SpilledBatches head,
      List<Batch> memory,
      long bytes) {
    this.what = what;
    this.schema = schema;
    this.rows = rows;
    this.head = head;
    this.headCount = rows.length - memory.size();
    this.memory = memory;
    this.bytes = bytes;
  }

  /**
   * Batches that are all on disk, in a file that this owns from here on.
   *
   * @param what what they are, for messages
   */
  public static SpooledBatches of(String what, SpilledBatches file) {
    int[] rows = new int[file.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = file.rows(i);
    }
    return new SpooledBatches(what, file.schema(), rows, file, List.of(), 0);
  }

  /** Batches of the same columns in memory, which are taken over. */
  SpooledBatches like(List<Batch> batches) {
    Footprint footprint = new Footprint();
    batches.forEach(footprint::add);
    int[] counts = batches.stream().mapToInt(Batch::rows).toArray();
    return new SpooledBatches(what, schema, counts, null, List.copyOf(batches), footprint.bytes());
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** The number of rows. */
  public long rows() {
    return Arrays.stream(rows).asLongStream().sum();
  }

  /** How many batches there are. */
  public int count() {
    return rows.length;
  }

  /** The rows of batch {@code number}. */
  public int rows(int number) {
    return rows[number];
  }

  /** Whether all is in memory at this moment. */
  public boolean isInMemory() {
    synchronized (lock) {
      return memory.size() == rows.length;
    }
  }

  /** Bytes in memory; what is on disk counts nothing. */
  @Override
  public long byteSize() {
    return bytes;
  }

  /** Bytes that all of it would take in memory, roughly. */
  public long totalBytes() {
    SpilledBatches end;
    synchronized (lock) {
      end = tail;
    }
    return bytes + (head == null ? 0 : head.bytes()) + (end == null ? 0 : end.bytes());
  }

  /** All batches; this stays owned by the caller and open meanwhile. */
  public BatchReader open(MemoryBudget budget) {
    return open(budget, 0, rows.length);
  }

  /** Batches {@code from} to {@code to - 1}. */
  public BatchReader open(MemoryBudget budget, int from, int to) {
    if (from < 0 || from > to || to > rows.length) {
      throw new IndexOutOfBoundsException(
          "batches %d to %d of %d".formatted(from, to, rows.length));
    }
    checkOpen();
    return new Reader(budget, from, to);
  }

  /** All batches in memory, owned by the caller: for those who need them there. */
  public List<Batch> load(MemoryBudget budget) {
    return load(budget, 0, rows.length);
  }

  /** Batches {@code from} to {@code to - 1} alone, in memory; the caller's. */
  public SpooledBatches loaded(MemoryBudget budget, int from, int to) {
    return like(load(budget, from, to));
  }

  private List<Batch> load(MemoryBudget budget, int from, int to) {
    List<Batch> loaded = new ArrayList<>(to - from);
    try (BatchReader reader = open(budget, from, to)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        loaded.add(batch);
      }
      return loaded;
    } catch (RuntimeException | Error e) {
      loaded.forEach(Batch::close);
      throw e;
    }
  }

  @Override
  public long spill(SpillSpace space) {
    if (bytes == 0 || !spilling.compareAndSet(false, true)) {
      return 0;
    }
    try {
      return putAside(space);
    } finally {
      spilling.set(false);
    }
  }

  /* The tail is written without the lock: readers go on meanwhile. */
  private long putAside(SpillSpace space) {
    List<Batch> written;
    synchronized (lock) {
      written = memory;
    }
    if (written.isEmpty()) {
      return 0;
    }
    SpilledBatches file;
    try (SpillWriter writer = space.create(what, schema)) {
      written.forEach(writer::write);
      file = writer.finish();
    }
    long freed;
    synchronized (lock) {
      tail = file;
      memory = List.of();
      freed = bytes;
      bytes = 0;
    }
    written.forEach(Batch::close);
    return freed;
  }

  @Override
  public SpooledBatches retain() {
    owners.add(this);
    return this;
  }

  @Override
  public void close() {
    if (owners.remove(this)) {
      memory.forEach(Batch::close);
      if (head != null) {
        head.close();
      }
      if (tail != null) {
        tail.close();
      }
    }
  }

  private void checkOpen() {
    owners.check(this);
  }

  @Override
  public String toString() {
    return "SpooledBatches[%s, %d batches, %s]".formatted(what, rows.length, schema);
  }

  /** A batch of the tail as another handle; null when the tail is on disk. */
  private @Nullable Batch inMemory(int number) {
    synchronized (lock) {
      return memory.isEmpty() ? null : memory.get(number - headCount).retain();
    }
  }

  private SpilledBatches tail() {
    SpilledBatches file;
    synchronized (lock) {
      file = tail;
    }
    if (file == null) {
      throw new MemoryFaultException(this + " used after it was freed");
    }
    return file;
  }

  private final class Reader implements BatchReader {
    private final MemoryBudget budget;
    private final int end;
    private int next;
    private @Nullable BatchReader file;
    private boolean inTail;

    Reader(MemoryBudget budget, int from, int end) {
      this.budget = budget;
      this.next = from;
      this.end = end;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      if (next >= end) {
        return null;
      }
      Batch batch = next < headCount ? fromHead() : fromTail();
      next++;
      return batch;
    }

    private @Nullable Batch fromHead() {
      SpilledBatches source = head;
      if (file == null && source != null) {
        file = source.open(budget, next);
      }
      return file == null ? null : file.next();
    }

    private @Nullable Batch fromTail() {
      Batch batch = inTail ? null : inMemory(next);
      if (batch != null) {
        return batch;
      }
      BatchReader source = file;
      if (!inTail || source == null) {
        closeFile();
        source = tail().open(budget, next - headCount);
        file = source;
        inTail = true;
      }
      return source.next();
    }

    private void closeFile() {
      BatchReader open = file;
      file = null;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void close() {
      next = end;
      closeFile();
    }
  }
}
