package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A group-by in the making: consumes batches, and gives either partial states to be merged by
 * another aggregator or the results.
 *
 * <p>Without keys everything is one group, and there is a result row even of no rows. Without
 * aggregates it is a distinct. The result's rows are the groups in order of first appearance; null
 * is a group of its own.
 *
 * <p>Not thread-safe. Memory grows with the number of groups, not with the number of rows.
 */
public final class HashAggregator implements AutoCloseable {
  /** Rows worked on at a time: what the states touch stays in cache for all aggregates. */
  private static final int MORSEL = 16 << 10;

  private final MemoryBudget budget;
  private final Schema input;
  private final List<Integer> keys;
  private final List<Aggregate> aggregates;
  private final List<GroupedState> states = new ArrayList<>();
  private final @Nullable KeyTable table;

  /**
   * An aggregator over batches of schema {@code input}.
   *
   * @param keys positions of the columns to group by, at most 64
   */
  public HashAggregator(
      MemoryBudget budget, Schema input, List<Integer> keys, List<Aggregate> aggregates) {
    this(
        budget,
        input,
        keys,
        aggregates,
        keys.isEmpty() ? null : new KeyTable(budget, keyTypes(input, keys)));
  }

  private HashAggregator(
      MemoryBudget budget,
      Schema input,
      List<Integer> keys,
      List<Aggregate> aggregates,
      @Nullable KeyTable table) {
    this.budget = budget;
    this.input = input;
    this.keys = List.copyOf(keys);
    this.aggregates = List.copyOf(aggregates);
    this.table = table;
    try {
      states.addAll(GroupedStates.of(budget, input, aggregates));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * An aggregator of a share of all groups, cut by the hashes of their keys, with room for {@code
   * expected} groups.
   */
  static HashAggregator ofShare(MemoryBudget budget, Grouping grouping, int expected) {
    List<Integer> keys = grouping.keys();
    return new HashAggregator(
        budget,
        grouping.input(),
        keys,
        grouping.aggregates(),
        keys.isEmpty()
            ? null
            : KeyTable.scattered(budget, keyTypes(grouping.input(), keys), expected));
  }

  /** The schema of the results: keys, then aggregates. */
  public static Schema schema(Schema input, List<Integer> keys, List<Aggregate> aggregates) {
    List<Field> fields = new ArrayList<>();
    keys.forEach(key -> fields.add(input.field(key)));
    for (Aggregate aggregate : aggregates) {
      DType type = aggregate.function().resultType(GroupedStates.inputTypes(input, aggregate));
      fields.add(new Field(aggregate.name(), type, !isCount(aggregate.function())));
    }
    return Schema.of(fields);
  }

  private static boolean isCount(AggregateFunction function) {
    return switch (function) {
      case BasicAggregate basic ->
          switch (basic) {
            case COUNT_ALL, COUNT, COUNT_DISTINCT -> true;
            case SUM, MEAN, MIN, MAX, FIRST, LAST -> false;
          };
      case ApproxCountDistinct _ -> true;
      case Distinct distinct -> isCount(distinct.of());
      default -> false;
    };
  }

  private static List<DType> keyTypes(Schema input, List<Integer> keys) {
    return keys.stream().map(key -> input.field(key).type()).toList();
  }

  /** The schema of {@link #finish}. */
  public Schema schema() {
    return schema(input, keys, aggregates);
  }

  /** The schema of {@link #partial}: keys, then each aggregate's state columns. */
  public Schema partialSchema() {
    List<Field> fields = new ArrayList<>();
    keys.forEach(key -> fields.add(input.field(key)));
    for (int i = 0; i < aggregates.size(); i++) {
      int part = 0;
      for (DType type : states.get(i).stateTypes()) {
        fields.add(Field.of(aggregates.get(i).name() + "#" + part++, type));
      }
    }
    return Schema.of(fields);
  }

  /** The number of groups so far; 1 when there are no keys. */
  public int groups() {
    return table == null ? 1 : table.size();
  }

  /** Bytes of keys and states: a function of what was added, and so of the data alone. */
  public long byteSize() {
    long bytes = table == null ? 0 : table.byteSize();
    for (GroupedState state : states) {
      bytes += state.byteSize();
    }
    return bytes;
  }

  /** Of {@link #byteSize} what {@link #putSetsAside} would free. */
  public long setBytes() {
    return states.stream().mapToLong(GroupedState::setBytes).sum();
  }

  /**
   * Moves the values that are only to be counted once each to disk, those to come as well. They are
   * counted by {@link #finish}, a part at a time; the results are the same.
   */
  public void putSetsAside(SpillSpace spill) {
    states.forEach(state -> state.putSetsAside(spill));
  }

  /**
   * The states of rows that are a group each, whatever their keys; owned by the caller. To merge
   * them has the same result, bit by bit, as to consume the rows.
   */
  static Batch partialOfRows(MemoryBudget budget, Grouping grouping, Batch rows) {
    List<ColumnVector> columns = new ArrayList<>();
    NativeBuffer numbers = Take.numbers(budget, 0, rows.rows());
    try (ColumnVector each = ColumnVector.flat(DType.INT32, rows.rows(), numbers, null);
        HashAggregator aggregator = grouping.open(budget)) {
      for (int key : grouping.keys()) {
        columns.add(Selections.flat(budget, rows.column(key)));
      }
      Groups groups = new Groups(each, rows.rows(), false);
      aggregator.eachState(
          rows, (state, inputs) -> columns.addAll(state.statesOfRows(budget, inputs, groups)));
      return Batch.of(aggregator.partialSchema(), rows.rows(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** Adds the rows of {@code batch}, which stays owned by the caller. */
  public void consume(Batch batch) {
    eachMorsel(batch, keys, this::consumeMorsel);
  }

  /**
   * Adds a partial result, in the schema of {@link #partialSchema}; stays owned by the caller.
   * Partial results are to be merged in a fixed order: it decides the order of the groups, first
   * and last values, and how float sums are rounded.
   */
  public void merge(Batch partial) {
    eachMorsel(partial, IntStream.range(0, keys.size()).boxed().toList(), this::mergeMorsel);
  }

  /**
   * Adds those rows of a partial result whose groups are here already; returns the others in their
   * order, owned by the caller, or null if there are none. The partial stays owned by the caller.
   */
  public @Nullable Batch mergeKnown(Batch partial) {
    KeyTable known = table;
    if (known == null) {
      merge(partial);
      return null;
    }
    int n = partial.rows();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n);
        NativeBuffer rows = budget.allocate((long) Integer.BYTES * n)) {
      known.known(partial.columns().subList(0, keys.size()), n, numbers.segment());
      int count = rowsOf(numbers.segment(), n, true, rows.segment());
      if (count > 0) {
        try (Batch some = Take.gather(budget, partial, rows.segment(), count)) {
          merge(some);
        }
      }
      return count == n
          ? null
          : Take.gather(
              budget, partial, rows.segment(), rowsOf(numbers.segment(), n, false, rows.segment()));
    }
  }

  private static int rowsOf(MemorySegment numbers, int n, boolean known, MemorySegment rows) {
    int count = 0;
    for (int row = 0; row < n; row++) {
      if (Slots.int32(numbers, row) >= 0 == known) {
        Slots.setInt32(rows, count++, row);
      }
    }
    return count;
  }

  private interface MorselWork {
    void accept(Batch morsel, Groups groups);
  }

  private void eachMorsel(Batch batch, List<Integer> positions, MorselWork work) {
    for (int from = 0; from < batch.rows(); from += MORSEL) {
      try (Batch morsel = batch.slice(from, Math.min(MORSEL, batch.rows() - from))) {
        withGroups(morsel, positions, work);
      }
    }
  }

  private void withGroups(Batch morsel, List<Integer> positions, MorselWork work) {
    int n = morsel.rows();
    KeyTable known = table;
    NativeBuffer numbers = budget.allocateZeroed((long) Integer.BYTES * n);
    try (ColumnVector column = ColumnVector.flat(DType.INT32, n, numbers, null)) {
      if (known == null) {
        work.accept(morsel, new Groups(column, 1, true));
      } else {
        known.number(positions.stream().map(morsel::column).toList(), n, numbers.segment());
        work.accept(morsel, new Groups(column, known.size(), false));
      }
    }
  }

  private void consumeMorsel(Batch morsel, Groups groups) {
    eachState(morsel, (state, inputs) -> state.update(inputs, groups));
  }

  private interface StateWork {
    void accept(GroupedState state, List<ColumnVector> inputs);
  }

  private void eachState(Batch morsel, StateWork work) {
    try (FlatInputs flat = new FlatInputs(budget, morsel)) {
      for (int i = 0; i < states.size(); i++) {
        GroupedState state = states.get(i);
        List<ColumnVector> inputs = new ArrayList<>();
        for (int position : aggregates.get(i).inputs()) {
          inputs.add(state.readsDictionaries() ? morsel.column(position) : flat.column(position));
        }
        work.accept(state, inputs);
      }
    }
  }

  private void mergeMorsel(Batch morsel, Groups groups) {
    try (FlatInputs flat = new FlatInputs(budget, morsel)) {
      int position = keys.size();
      for (GroupedState state : states) {
        List<ColumnVector> columns = new ArrayList<>();
        for (int i = 0; i < state.stateTypes().size(); i++) {
          columns.add(flat.column(position++));
        }
        state.merge(columns, groups);
      }
    }
  }

  /** The results, owned by the caller; this stays open, but must not be added to any more. */
  public Batch finish(MemoryBudget target) {
    return batch(target, schema(), state -> List.of(state.finish(target, groups())));
  }

  /** The states, owned by the caller; this stays open, but must not be added to any more. */
  public Batch partial(MemoryBudget target) {
    return batch(target, partialSchema(), state -> state.stateColumns(target, groups()));
  }

  private interface Result {
    List<ColumnVector> of(GroupedState state);
  }

  private Batch batch(MemoryBudget target, Schema schema, Result result) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      if (table != null) {
        columns.addAll(table.columns(target));
      }
      for (GroupedState state : states) {
        columns.addAll(result.of(state));
      }
      return Batch.of(schema, groups(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  @Override
  public void close() {
    states.forEach(GroupedState::close);
    if (table != null) {
      table.close();
    }
  }

  /** The columns of a morsel without dictionaries, each decoded once for all aggregates. */
  private static final class FlatInputs implements AutoCloseable {
    private final MemoryBudget budget;
    private final Batch morsel;
    private final Map<Integer, ColumnVector> decoded = new HashMap<>();

    FlatInputs(MemoryBudget budget, Batch morsel) {
      this.budget = budget;
      this.morsel = morsel;
    }

    ColumnVector column(int position) {
      ColumnVector column = morsel.column(position);
      return column.isDictionary()
          ? decoded.computeIfAbsent(position, _ -> Selections.flat(budget, column))
          : column;
    }

    @Override
    public void close() {
      decoded.values().forEach(ColumnVector::close);
    }
  }
}
