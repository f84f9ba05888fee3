package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes calls of functions, checked: arguments are brought to the types that the function sees, and
 * what it does not take is a {@link PlanException} at the user's call that says what it takes.
 */
public final class Calls {
  private Calls() {}

  /** The call of {@code function} with such arguments. */
  public static Expr of(ScalarFunction function, Expr... arguments) {
    return of(function, List.of(arguments));
  }

  /** The call of {@code function} with such arguments. */
  public static Expr of(ScalarFunction function, List<Expr> arguments) {
    Signature signature = function.signature();
    if (!signature.takes(arguments.size())) {
      throw new PlanException(
          "%s takes %d%s arguments, not %d"
              .formatted(
                  function.label(),
                  signature.required(),
                  signature.repeats() || signature.parameters().size() > signature.required()
                      ? " or more"
                      : "",
                  arguments.size()));
    }
    List<Expr> brought = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Expr argument = argument(function, i, arguments.get(i));
      if (signature.wantsConstant(i) && !Constants.isValue(argument)) {
        throw new PlanException(
            "%s: argument %d must be a constant, but is %s"
                .formatted(function.label(), i + 1, argument));
      }
      brought.add(argument);
    }
    DType type = signature.result().apply(brought.stream().map(Expr::type).toList());
    Call call = new Call(function, brought, type);
    if (!signature.nullsPass() && brought.stream().anyMatch(Constants::isNull)) {
      return Exprs.nullOf(type);
    }
    // A constant that makes no sense is an error here, at the user's call.
    function.bind(call.known());
    return call;
  }

  private static Expr argument(ScalarFunction function, int index, Expr given) {
    Parameter parameter = function.signature().parameter(index);
    Expr argument = given;
    if (given instanceof Expr.Literal literal) {
      argument = literal(parameter, literal);
    }
    if (!parameter.takes(argument.type())) {
      throw new PlanException(
          "%s needs %s, but %s is %s".formatted(function.label(), parameter, given, given.type()));
    }
    return Exprs.implicit(argument, parameter.wanted(argument.type()));
  }

  /* The null of no type has that of the parameter, and text is read as a date where one is due. */
  private static Expr literal(Parameter parameter, Expr.Literal literal) {
    return switch (parameter) {
      case DATE -> Literals.in(literal, DType.DATE).orElse(literal);
      case INTERVAL -> Literals.in(literal, DType.INTERVAL).orElse(literal);
      case TEXT, BYTES, INTEGER, NUMBER, BOOLEAN, TIMESTAMP, LOCAL, INSTANT, ANY -> literal;
    };
  }
}
