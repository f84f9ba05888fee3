package dev.quern.engine.agg;

import dev.quern.engine.ComputeException;
import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowLoop;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.Rows;
import dev.quern.engine.function.Signature;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of a user's {@link Aggregator}: an object a group.
 *
 * <p>A state is handed on as bytes. A row that is a group by itself is handed on as its columns
 * instead, and added where it arrives: a user's functions need not give the same bits when the
 * state of a row is merged as when the row is added.
 *
 * <pre>
 *   bytes    null or the state
 *   columns  the row, or nulls beside a state
 * </pre>
 */
final class ObjectState<S> implements GroupedState {
  private static final int SAMPLE = 64;

  private final Aggregator<S> aggregator;
  private final List<DType> inputs;
  private @Nullable Object[] states = new Object[SAMPLE];
  private int groups;
  private long bytes;
  private int morsels;
  private int nextSample = 1;
  private int measured;

  ObjectState(Aggregator<S> aggregator, List<DType> inputs) {
    this.aggregator = aggregator;
    this.inputs = List.copyOf(inputs);
  }

  @SuppressWarnings("unchecked") // nothing else is put there
  private S state(int group) {
    Object state = states[group];
    if (state == null) {
      state = aggregator.make().state();
      states[group] = state;
    }
    return (S) state;
  }

  private void room(int count) {
    groups = Math.max(groups, count);
    if (groups > states.length) {
      states = Arrays.copyOf(states, Math.max(groups, 2 * states.length));
    }
  }

  @Override
  public void update(List<ColumnVector> columns, Groups of) {
    room(of.count());
    calling(
        () -> {
          Rows rows = new Rows(columns, of.rows());
          for (int row = 0; row < of.rows(); row++) {
            add(rows.at(row), Slots.int32(of.segment(), row));
          }
        });
    measure();
  }

  private void add(Row row, int group) {
    for (int i = 0; i < row.size(); i++) {
      if (row.isNull(i)) {
        return;
      }
    }
    aggregator.add().accept(state(group), row);
  }

  @Override
  public List<DType> stateTypes() {
    List<DType> types = new ArrayList<>(List.of(DType.BINARY));
    types.addAll(inputs);
    return types;
  }

  @Override
  public List<ColumnVector> statesOfRows(
      MemoryBudget target, List<ColumnVector> columns, Groups of) {
    List<ColumnVector> rows = new ArrayList<>();
    rows.add(Nulls.column(target, DType.BINARY, of.rows()));
    columns.forEach(column -> rows.add(column.retain()));
    return rows;
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int count) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      columns.add(written(target, count));
      for (DType type : inputs) {
        columns.add(Nulls.column(target, type, count));
      }
      return columns;
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private ColumnVector written(MemoryBudget target, int count) {
    room(count);
    try (ColumnBuilder column = new ColumnBuilder(target, DType.BINARY, count)) {
      ByteArrayOutputStream buffer = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(buffer);
      calling(
          () -> {
            for (int group = 0; group < count; group++) {
              if (states[group] == null) {
                column.appendNull();
                continue;
              }
              buffer.reset();
              aggregator.codec().write(state(group), out);
              column.append(buffer.toByteArray());
            }
          });
      return column.build();
    }
  }

  @Override
  public void merge(List<ColumnVector> columns, Groups of) {
    room(of.count());
    ColumnVector written = columns.getFirst();
    calling(
        () -> {
          Rows rows = new Rows(columns.subList(1, columns.size()), of.rows());
          for (int row = 0; row < of.rows(); row++) {
            int group = Slots.int32(of.segment(), row);
            if (written.isNull(row)) {
              add(rows.at(row), group);
            } else {
              merge(Values.bytesAt(written, row), group);
            }
          }
        });
    measure();
  }

  private void merge(byte[] written, int group) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(written));
    S other = aggregator.codec().read(in);
    if (states[group] == null) {
      states[group] = other;
    } else {
      aggregator.merge().accept(state(group), other);
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int count) {
    room(count);
    int[] next = {0};
    return RowLoop.run(
        target,
        (_, out) -> finish(next[0]++, out),
        Signature.of().gives(aggregator.type()),
        List.of(),
        Bitmaps.ALL_VALID,
        Bitmaps.ALL_VALID,
        aggregator.type(),
        count);
  }

  private void finish(int group, RowResult out) {
    calling(() -> aggregator.finish().accept(state(group), out));
  }

  private interface Calls {
    void make() throws IOException;
  }

  private void calling(Calls calls) {
    try {
      calls.make();
    } catch (QuernException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      throw new ComputeException(
          "a function of the aggregator '%s' failed: %s".formatted(aggregator.label(), e), e);
    }
  }

  /*
   * States may grow with their rows, so some of them are measured again each time there are twice
   * as many morsels: when that is depends on the data alone.
   */
  private void measure() {
    if (++morsels < nextSample && groups <= measured) {
      return;
    }
    nextSample = morsels + Math.max(1, morsels / 2);
    measured = 2 * groups;
    int step = Math.max(1, groups / SAMPLE);
    long sum = 0;
    int count = 0;
    for (int group = 0; group < groups; group += step) {
      if (states[group] != null) {
        sum += aggregator.codec().heapBytes(state(group));
      }
      count++;
    }
    bytes = count == 0 ? 0 : sum / count;
  }

  @Override
  public long byteSize() {
    return groups * (bytes + Integer.BYTES);
  }

  @Override
  public void close() {
    Arrays.fill(states, null);
  }
}
