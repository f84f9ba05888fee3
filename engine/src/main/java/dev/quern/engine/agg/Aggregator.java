package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.type.DType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * An aggregate of a user's own: a state for each group, to which rows are added one by one, and
 * which is merged with the states of other parts of the group.
 *
 * <pre>{@code
 * static final class Logs { double sum; long count; }
 *
 * static final Aggregator<Logs> GEOMETRIC_MEAN = Aggregator.ofDouble(FLOAT64, Logs::new,
 *     (state, value) -> { state.sum += Math.log(value); state.count++; },
 *     (state, other) -> { state.sum += other.sum; state.count += other.count; },
 *     (state, out) -> out.set(Math.exp(state.sum / state.count)));
 * }</pre>
 *
 * <p>Rows are added, and states merged, in the order of the rows, by a tree that the data alone
 * settles: the result has the same bits whatever the number of workers and the memory. A row in
 * which one of the columns is null is left out; a group without rows, or with such rows only, is
 * the finished empty state. The functions may be called by several threads at a time, each with
 * states of its own.
 *
 * <p>States go to disk and to other machines by their {@link Codec}. Without one a state is an
 * object of a class whose fields, static and transient ones aside, are primitives, text or arrays
 * of primitives.
 *
 * @param <S> the state
 * @param label what plans and errors call it
 * @param type of the result
 * @param make an empty state
 * @param add adds a row to a state
 * @param merge adds another state, of rows behind those of the first one, which it may not keep
 * @param finish sets the result of a state, which is not used again
 * @param codec how states are written and read
 */
public record Aggregator<S>(
    String label,
    DType type,
    Make<S> make,
    Add<S> add,
    Merge<S> merge,
    Finish<S> finish,
    Codec<S> codec)
    implements AggregateFunction {

  /** Makes an empty state. */
  @FunctionalInterface
  public interface Make<S> extends Serializable {
    /** An empty state, which no one else has. */
    S state();
  }

  /** Adds rows to states. */
  @FunctionalInterface
  public interface Add<S> extends Serializable {
    /** Adds the row that {@code row} is on, which is not to be kept, nor are its arrays. */
    void accept(S state, Row row);
  }

  /** Adds integers to states. */
  @FunctionalInterface
  public interface AddLong<S> extends Serializable {
    /** Adds a value. */
    void accept(S state, long value);
  }

  /** Adds floats to states. */
  @FunctionalInterface
  public interface AddDouble<S> extends Serializable {
    /** Adds a value. */
    void accept(S state, double value);
  }

  /** Merges states. */
  @FunctionalInterface
  public interface Merge<S> extends Serializable {
    /** Adds {@code other}, of rows behind those of {@code state}, to {@code state}. */
    void accept(S state, S other);
  }

  /** Makes results of states. */
  @FunctionalInterface
  public interface Finish<S> extends Serializable {
    /** Sets {@code out} to the result, or to null. */
    void accept(S state, RowResult out);
  }

  /** Writes states and reads them again. */
  public interface Codec<S> extends Serializable {
    /** Writes all of {@code state}. */
    void write(S state, DataOutput out) throws IOException;

    /** What was written, as a new state. */
    S read(DataInput in) throws IOException;

    /** About how many bytes {@code state} takes on the heap. */
    default long heapBytes(S state) {
      return 256;
    }
  }

  /**
   * An aggregate of rows: integers, timestamps and durations are read by {@code integer}, dates by
   * {@code day}, other numbers by {@code real}, text by {@code text} or {@code string}.
   *
   * @throws PlanException if states are of a class that needs a codec
   */
  public static <S> Aggregator<S> of(
      DType type, Make<S> make, Add<S> add, Merge<S> merge, Finish<S> finish) {
    return of(type, make, add, merge, finish, StateFields.of(make.state()));
  }

  /** The same with a codec for states of any class. */
  public static <S> Aggregator<S> of(
      DType type, Make<S> make, Add<S> add, Merge<S> merge, Finish<S> finish, Codec<S> codec) {
    return new Aggregator<>("aggregate", type, make, add, merge, finish, codec);
  }

  /** An aggregate of one column of integers, timestamps or durations. */
  public static <S> Aggregator<S> ofLong(
      DType type, Make<S> make, AddLong<S> add, Merge<S> merge, Finish<S> finish) {
    return of(type, make, (state, row) -> add.accept(state, row.integer(0)), merge, finish);
  }

  /** An aggregate of one column of numbers, as floats. */
  public static <S> Aggregator<S> ofDouble(
      DType type, Make<S> make, AddDouble<S> add, Merge<S> merge, Finish<S> finish) {
    return of(type, make, (state, row) -> add.accept(state, row.real(0)), merge, finish);
  }

  /** The same under another name. */
  public Aggregator<S> named(String newLabel) {
    return new Aggregator<>(newLabel, type, make, add, merge, finish, codec);
  }

  @Override
  public DType resultType(List<DType> types) {
    if (types.isEmpty()) {
      throw new PlanException(this + " needs a column at least");
    }
    if (type.isNested()) {
      throw new PlanException("%s cannot make %s: only flat types".formatted(this, type));
    }
    return type;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return label;
  }
}
