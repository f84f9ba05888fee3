package dev.quern.engine.function;

import dev.quern.engine.type.DType;
import java.util.List;
import java.util.function.Function;

/**
 * What a function takes and gives. Immutable; built by {@link #of} and the methods that follow.
 *
 * @param parameters what the arguments must be, in order
 * @param required how many of them must be there
 * @param repeats whether the last one may come any number of times
 * @param constants how many of the first arguments, from the second on, must be constants
 * @param nullsPass whether the function is called for rows in which an argument is null; without,
 *     such a row is null
 * @param fallible whether some arguments of the right types are an error
 * @param slicing whether results may be parts of the first argument, which then share its memory
 * @param result the type of the result by those of the arguments
 */
public record Signature(
    List<Parameter> parameters,
    int required,
    boolean repeats,
    int constants,
    boolean nullsPass,
    boolean fallible,
    boolean slicing,
    Function<List<DType>, DType> result) {

  /** Copies the list. */
  public Signature {
    parameters = List.copyOf(parameters);
  }

  /** A function of such arguments, all required, that gives the type of the first. */
  public static Signature of(Parameter... parameters) {
    return new Signature(
        List.of(parameters),
        parameters.length,
        false,
        0,
        false,
        false,
        false,
        types -> types.getFirst());
  }

  /** With a result of one type, whatever the arguments. */
  public Signature gives(DType type) {
    return gives(types -> type);
  }

  /** With a result that depends on the arguments. */
  public Signature gives(Function<List<DType>, DType> type) {
    return new Signature(
        parameters, required, repeats, constants, nullsPass, fallible, slicing, type);
  }

  /** With the last {@code count} arguments left out at will. */
  public Signature optional(int count) {
    return new Signature(
        parameters,
        parameters.size() - count,
        repeats,
        constants,
        nullsPass,
        fallible,
        slicing,
        result);
  }

  /** With any number of the last argument. */
  public Signature repeating() {
    return new Signature(
        parameters, required, true, constants, nullsPass, fallible, slicing, result);
  }

  /** With constants for the {@code count} arguments behind the first. */
  public Signature constant(int count) {
    return new Signature(
        parameters, required, repeats, count, nullsPass, fallible, slicing, result);
  }

  /** That is called with nulls too. */
  public Signature withNulls() {
    return new Signature(parameters, required, repeats, constants, true, fallible, slicing, result);
  }

  /** That may fail. */
  public Signature failing() {
    return new Signature(
        parameters, required, repeats, constants, nullsPass, true, slicing, result);
  }

  /** That gives parts of its first argument. */
  public Signature slices() {
    return new Signature(
        parameters, required, repeats, constants, nullsPass, fallible, true, result);
  }

  /** The parameter for the argument at {@code index}. */
  public Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  /** Whether {@code count} arguments are neither too few nor too many. */
  public boolean takes(int count) {
    return count >= required && (repeats || count <= parameters.size());
  }

  /** Whether the argument at {@code index} must be a constant. */
  public boolean wantsConstant(int index) {
    return index > 0 && index <= constants;
  }
}
