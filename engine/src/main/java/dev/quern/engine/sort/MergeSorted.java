package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Interleave;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs merged to one, in batches of bounded size, by a tree of losers (Knuth, volume 3,
 * 5.4.1): one comparison a level and row, most of them of two words.
 *
 * <p>Of each run one batch at a time is held, and closed when its rows have been given. Of equal
 * rows those of the earlier run come first, so the merge is stable when the runs are in the order
 * of the data. Of runs that do not overlap a batch is compared as a whole.
 */
public final class MergeSorted implements AutoCloseable {
  private final MemoryBudget budget;
  private final Schema schema;
  private final int batchRows;
  private final List<Cursor> cursors = new ArrayList<>();
  private final int[] losers;
  private int winner;

  /** Batches that are read to the end, but whose last rows have not been given yet. */
  private final List<Batch> spent = new ArrayList<>();

  /**
   * @param runs owned by this from here on
   * @param batchRows the most rows of a batch of the result
   */
  public MergeSorted(
      MemoryBudget budget,
      Schema schema,
      List<SortKey> keys,
      List<? extends RunReader> runs,
      int batchRows) {
    this.budget = budget;
    this.schema = schema;
    this.batchRows = batchRows;
    this.losers = new int[Math.max(1, runs.size())];
    List<SortKey> ownKeys = List.copyOf(keys);
    runs.forEach(run -> cursors.add(new Cursor(run, ownKeys)));
    try {
      cursors.forEach(Cursor::open);
      winner = cursors.isEmpty() ? -1 : build(1);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /*
   * The tree has cursors.size() leaves, at nodes cursors.size() to 2 cursors.size() - 1, and keeps
   * at each inner node (from 1) the cursor that lost there.
   */
  private int build(int node) {
    int leaves = cursors.size();
    if (node >= leaves) {
      return node - leaves;
    }
    int left = build(2 * node);
    int right = build(2 * node + 1);
    boolean leftWins = comesBefore(left, right);
    losers[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  /** Plays the winner's new row up its path. */
  private void replay() {
    int champion = winner;
    for (int node = (champion + cursors.size()) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (comesBefore(other, champion)) {
        losers[node] = champion;
        champion = other;
      }
    }
    winner = champion;
  }

  /**
   * Whether all rows of the winner's batch come next, as when runs do not overlap. Asked once of a
   * batch: nobody else goes on meanwhile.
   */
  private boolean leads(Cursor champion) {
    if (champion.leading == Leading.UNKNOWN) {
      int second = -1;
      for (int node = (winner + cursors.size()) >>> 1; node > 0; node >>>= 1) {
        second = second < 0 || comesBefore(losers[node], second) ? losers[node] : second;
      }
      int order = second < 0 ? -1 : champion.compareLast(cursors.get(second));
      champion.leading = order < 0 || (order == 0 && winner < second) ? Leading.YES : Leading.NO;
    }
    return champion.leading == Leading.YES;
  }

  private boolean comesBefore(int a, int b) {
    int order = cursors.get(a).compare(cursors.get(b));
    return order != 0 ? order < 0 : a < b;
  }

  /** The next rows, owned by the caller; null at the end. */
  public @Nullable Batch next() {
    if (winner < 0 || cursors.get(winner).isDone()) {
      return null;
    }
    try (NativeBuffer sources = budget.allocate((long) Integer.BYTES * batchRows);
        NativeBuffer rows = budget.allocate((long) Integer.BYTES * batchRows)) {
      List<Batch> open = new ArrayList<>();
      for (Cursor cursor : cursors) {
        cursor.source = -1;
      }
      int count = 0;
      while (count < batchRows && !cursors.get(winner).isDone()) {
        Cursor cursor = cursors.get(winner);
        int source = cursor.sourceIn(open);
        int most = leads(cursor) ? Math.min(batchRows - count, cursor.end - cursor.row) : 1;
        for (int i = 0; i < most; i++) {
          Slots.setInt32(sources.segment(), count, source);
          Slots.setInt32(rows.segment(), count++, cursor.row + i);
        }
        cursor.row += most - 1;
        cursor.advance(spent);
        replay();
      }
      Batch merged =
          Interleave.gather(budget, schema, open, sources.segment(), rows.segment(), count);
      spent.forEach(Batch::close);
      spent.clear();
      return merged;
    }
  }

  @Override
  public void close() {
    spent.forEach(Batch::close);
    spent.clear();
    cursors.forEach(Cursor::close);
    cursors.clear();
    winner = -1;
  }

  /** Whether the rest of a run's batch comes before the rows of all other runs. */
  private enum Leading {
    UNKNOWN,
    YES,
    NO
  }

  /** Where a run has got to. */
  private static final class Cursor {
    private final RunReader run;
    private final List<SortKey> keys;
    private @Nullable Batch batch;
    private @Nullable KeySide side;
    private long prefix;
    private int row;
    private int end;
    private int source = -1;
    private Leading leading = Leading.UNKNOWN;

    Cursor(RunReader run, List<SortKey> keys) {
      this.run = run;
      this.keys = keys;
    }

    boolean isDone() {
      return side == null;
    }

    /** Goes to the first row of the next batch that has any. */
    void open() {
      side = null;
      source = -1;
      for (Batch next = run.next(); next != null; next = run.next()) {
        row = run.from();
        end = run.to();
        if (row < end) {
          batch = next;
          KeySide opened = new KeySide(next, keys);
          prefix = opened.prefix(row);
          side = opened;
          leading = Leading.UNKNOWN;
          return;
        }
        next.close();
      }
    }

    void advance(List<Batch> spent) {
      Batch current = batch;
      KeySide live = side;
      if (current == null || live == null) {
        throw new IllegalStateException("no row left");
      }
      if (++row < end) {
        prefix = live.prefix(row);
        return;
      }
      batch = null;
      spent.add(current);
      open();
    }

    /** The place of the current batch among the sources of the result, put there if it is new. */
    int sourceIn(List<Batch> open) {
      Batch current = batch;
      if (source < 0 && current != null) {
        source = open.size();
        open.add(current);
      }
      return source;
    }

    int compare(Cursor other) {
      KeySide mine = side;
      KeySide others = other.side;
      if (mine == null || others == null) {
        return mine == others ? 0 : mine == null ? 1 : -1;
      }
      return prefix != other.prefix
          ? Long.compare(prefix, other.prefix)
          : mine.compare(row, others, other.row);
    }

    /** The order of the last row of the batch and the current one of another run. */
    int compareLast(Cursor other) {
      KeySide mine = side;
      KeySide others = other.side;
      return mine == null || others == null ? -1 : mine.compare(end - 1, others, other.row);
    }

    void close() {
      Batch current = batch;
      batch = null;
      side = null;
      if (current != null) {
        current.close();
      }
      run.close();
    }
  }
}
