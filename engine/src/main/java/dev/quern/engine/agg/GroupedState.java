package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The state of one aggregate for all groups: arrays with a slot per group, to which whole columns
 * are added at once.
 *
 * <p>Arguments stay owned by the caller, results are owned by the caller. Not thread-safe.
 */
interface GroupedState extends AutoCloseable {

  /** Adds a morsel of input columns, which are flat unless {@link #readsDictionaries}. */
  void update(List<ColumnVector> inputs, Groups groups);

  /** Whether {@link #update} takes dictionary-encoded columns as they are. */
  default boolean readsDictionaries() {
    return false;
  }

  /** The types of {@link #stateColumns}. */
  List<DType> stateTypes();

  /** The state as columns with a row a group, from which {@link #merge} can go on. */
  List<ColumnVector> stateColumns(MemoryBudget budget, int groups);

  /**
   * The states of rows that are a group each, as a new state with nothing else in it has them. To
   * merge them must have the same result, bit by bit, as to add the rows.
   */
  default List<ColumnVector> statesOfRows(
      MemoryBudget budget, List<ColumnVector> inputs, Groups groups) {
    update(inputs, groups);
    return stateColumns(budget, groups.rows());
  }

  /**
   * Adds the states of another part of the data, of which each row belongs to one of the groups.
   */
  void merge(List<ColumnVector> states, Groups groups);

  /** Bytes of native memory held. */
  long byteSize();

  /** Bytes of {@link #byteSize} that {@link #putSetsAside} frees. */
  default long setBytes() {
    return 0;
  }

  /** Goes on with sets of values on disk, if this has sets. */
  default void putSetsAside(SpillSpace spill) {}

  /** The results, a row a group. */
  ColumnVector finish(MemoryBudget budget, int groups);

  @Override
  void close();
}
