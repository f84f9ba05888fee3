package dev.quern.engine.function;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a function's arguments before the first row.
 *
 * @param types the types of the arguments, as the function sees them
 * @param values the constants among them as their Java objects: Long for integers, dates and
 *     timestamps, Double, String, Boolean; empty for what is no constant
 */
public record Known(List<DType> types, List<Optional<Object>> values) {

  /** Copies the lists. */
  public Known {
    types = List.copyOf(types);
    values = List.copyOf(values);
  }

  /** How many arguments there are. */
  public int size() {
    return types.size();
  }

  /** Whether the argument is a constant that is not null. */
  public boolean isConstant(int index) {
    return values.get(index).isPresent();
  }

  /** The constant text at {@code index}. */
  public String text(int index) {
    return (String) value(index);
  }

  /** The constant text at {@code index}, or {@code other} if there is no such argument. */
  public String text(int index, String other) {
    return index < size() ? text(index) : other;
  }

  /** The constant integer at {@code index}. */
  public long integer(int index) {
    return (Long) value(index);
  }

  /** The constant integer at {@code index}, or {@code other} if there is no such argument. */
  public long integer(int index, long other) {
    return index < size() ? integer(index) : other;
  }

  /** How many ticks of the timestamp at {@code index} make a second. */
  public long perSecond(int index) {
    return ((TimestampType) types.get(index)).unit().perSecond();
  }

  private Object value(int index) {
    return Objects.requireNonNull(values.get(index).orElse(null), "no constant");
  }
}
