package dev.quern.engine.function.user;

import dev.quern.engine.ComputeException;
import dev.quern.engine.QuernException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.util.List;

/**
 * A user's function. What it throws ends the computation as a {@link ComputeException}.
 *
 * @param parameters what it takes
 * @param type what it gives
 * @param function what it does
 */
public record UserFunction(List<Parameter> parameters, DType type, RowFn function)
    implements ScalarFunction {

  /** Copies the list. */
  public UserFunction {
    parameters = List.copyOf(parameters);
  }

  /** A function of values of these types, as cursors give them. */
  public static UserFunction of(List<DType> arguments, DType type, RowFn function) {
    return new UserFunction(
        arguments.stream().map(UserFunction::parameter).toList(), type, function);
  }

  private static Parameter parameter(DType type) {
    if (type.isView()) {
      return Parameter.BYTES;
    }
    if (type.isNumeric()) {
      return Parameter.INTEGER.takes(type) ? Parameter.INTEGER : Parameter.NUMBER;
    }
    if (type == DType.BOOL) {
      return Parameter.BOOLEAN;
    }
    return type instanceof TimestampType ? Parameter.TIMESTAMP : Parameter.DATE;
  }

  @Override
  public String label() {
    return "map";
  }

  @Override
  public Signature signature() {
    return Signature.of(parameters.toArray(Parameter[]::new)).failing().gives(type);
  }

  @Override
  public RowFunction bind(Known known) {
    return (in, out) -> {
      try {
        function.apply(in, out);
      } catch (QuernException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new ComputeException("a function that was given to map failed: " + e, e);
      }
    };
  }
}
