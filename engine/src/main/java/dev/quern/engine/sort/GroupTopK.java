package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops rows of a stream of batches that are not among the first of their group; rows of equal
 * place in the order stay in the order in which they came.
 *
 * <p>Candidates are gathered until they are as many as the rows kept, then sorted by group and
 * order, and cut. From then on a row that comes behind the last one kept of its group is dropped at
 * a glance, by one comparison of words. What does not fit into the task's share is handed out, and
 * all begins anew: so a few rows too many may be left, and none too few.
 */
public final class GroupTopK implements AutoCloseable {
  /** Rows to gather at least before sorting is worth it. */
  private static final int FEWEST = 8 << 10;

  private static final Field GROUP = Field.of("#group", DType.INT32);

  private final TaskContext context;
  private final Schema schema;
  private final Schema numbered;
  private final List<Integer> group;
  private final List<SortKey> order;
  private final List<SortKey> full;
  private final int count;
  private final boolean peers;
  private final Spool output;
  private final List<Batch> candidates = new ArrayList<>();
  private KeyTable groups;
  private @Nullable Batch kept;
  private int gathered;

  /** The word by group beyond which rows are dropped. */
  private long[] bounds = new long[0];

  /**
   * Keeps the first rows of each group.
   *
   * @param schema of all batches
   * @param group positions of the columns by which rows are grouped, one at least
   * @param order within a group, by one key at least
   * @param count how many rows of a group are kept
   * @param peers whether those equal in order to the last of them are kept as well
   */
  public GroupTopK(
      TaskContext context,
      Schema schema,
      List<Integer> group,
      List<SortKey> order,
      int count,
      boolean peers) {
    this.context = context;
    this.schema = schema;
    this.numbered = schema.with(GROUP);
    this.group = List.copyOf(group);
    this.order = List.copyOf(order);
    this.full = new ArrayList<>(List.of(SortKey.ascending(schema.size())));
    this.full.addAll(order);
    this.count = count;
    this.peers = peers;
    this.output = new Spool(context.spill(), "first rows of groups", schema);
    this.groups = table();
  }

  private KeyTable table() {
    return new KeyTable(context.memory(), group.stream().map(p -> schema.field(p).type()).toList());
  }

  /** Adds the rows of {@code batch}, which stays owned by the caller. */
  public void consume(Batch batch) {
    int n = batch.rows();
    try (NativeBuffer numbers = context.memory().allocate((long) Integer.BYTES * n);
        NativeBuffer rows = context.memory().allocate((long) Integer.BYTES * n)) {
      groups.number(group.stream().map(batch::column).toList(), n, numbers.segment());
      int hopeful = hopeful(batch, numbers.segment(), rows.segment());
      if (hopeful > 0) {
        candidates.add(numbered(batch, numbers.segment(), rows.segment(), hopeful));
        gathered += hopeful;
      }
    }
    Batch now = kept;
    if (gathered >= Math.max(FEWEST, now == null ? 0 : now.rows())) {
      cut();
      handOutIfLarge();
    }
  }

  /** The rows that may be among the first of their groups; returns how many. */
  private int hopeful(Batch batch, MemorySegment numbers, MemorySegment rows) {
    int known = bounds.length;
    KeySide side = new KeySide(batch, order);
    int hopeful = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int number = Slots.int32(numbers, row);
      if (number >= known || side.prefix(row) <= bounds[number]) {
        Slots.setInt32(rows, hopeful++, row);
      }
    }
    return hopeful;
  }

  /** Some rows with the numbers of their groups. */
  private Batch numbered(Batch batch, MemorySegment numbers, MemorySegment rows, int n) {
    try (Batch some = Take.gather(context.memory(), batch, rows, n);
        Batch own = Compact.batch(context.memory(), some)) {
      NativeBuffer chosen = context.memory().allocate((long) Integer.BYTES * n);
      for (int i = 0; i < n; i++) {
        Slots.setInt32(chosen.segment(), i, Slots.int32(numbers, Slots.int32(rows, i)));
      }
      List<ColumnVector> columns = new ArrayList<>();
      own.columns().forEach(column -> columns.add(column.retain()));
      columns.add(ColumnVector.flat(DType.INT32, n, chosen, null));
      return Batch.of(numbered, n, columns);
    }
  }

  private void cut() {
    context.checkCancelled();
    List<Batch> parts = new ArrayList<>(candidates);
    Batch old = kept;
    if (old != null) {
      parts.addFirst(old);
    }
    try (Batch all = Batches.concat(context.memory(), numbered, parts);
        NativeBuffer sorted = RowSorter.sort(context.memory(), all, full)) {
      int left = first(all, sorted.segment());
      try (Batch first = Take.gather(context.memory(), all, sorted.segment(), left)) {
        kept = Compact.batch(context.memory(), first);
      }
    }
    parts.forEach(Batch::close);
    candidates.clear();
    gathered = 0;
  }

  /** Moves the rows to keep to the front of {@code sorted}, and notes the bounds. */
  private int first(Batch all, MemorySegment sorted) {
    int known = bounds.length;
    bounds = Arrays.copyOf(bounds, groups.size());
    Arrays.fill(bounds, known, bounds.length, Long.MAX_VALUE);
    MemorySegment numbers = all.column(schema.size()).values();
    KeySide side = new KeySide(all, order);
    int left = 0;
    int current = -1;
    int place = 0;
    int bound = 0;
    for (int i = 0; i < all.rows(); i++) {
      int row = Slots.int32(sorted, i);
      int number = Slots.int32(numbers, row);
      place = number == current ? place + 1 : 0;
      current = number;
      if (place == count - 1) {
        bound = row;
        bounds[number] = side.prefix(row);
      }
      if (place < count || (peers && side.compare(row, side, bound) == 0)) {
        Slots.setInt32(sorted, left++, row);
      }
    }
    return left;
  }

  private void handOutIfLarge() {
    Batch now = kept;
    if (now != null && now.byteSize() + groups.byteSize() > context.memoryShare() / 2) {
      handOut();
      output.putAside();
      groups.close();
      groups = table();
      bounds = new long[0];
    }
  }

  private void handOut() {
    Batch now = kept;
    kept = null;
    if (now != null) {
      try (now) {
        output.add(now.select(schema.names()));
      }
    }
  }

  /** The rows kept, group by group, owned by the caller. */
  public SpooledBatches finish() {
    if (gathered > 0) {
      cut();
    }
    handOut();
    return output.finish();
  }

  @Override
  public void close() {
    candidates.forEach(Batch::close);
    candidates.clear();
    Batch now = kept;
    kept = null;
    if (now != null) {
      now.close();
    }
    groups.close();
    output.close();
  }
}
