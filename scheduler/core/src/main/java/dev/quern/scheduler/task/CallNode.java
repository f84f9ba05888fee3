package dev.quern.scheduler.task;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of a plain method that is part of a graph not built yet. Immutable; knows the calls and
 * chunks it reads, and so all of its graph.
 */
public final class CallNode {
  private static final List<Argument> NOTHING = List.of();
  private static final List<Argument> ONE = List.of(Argument.NEXT);
  private static final List<Argument> TWO = List.of(Argument.NEXT, Argument.NEXT);

  /*
   * A million calls are written as a million nodes, which live until all is computed, and the
   * collector copies them meanwhile. So there is no key, no list of one or two inputs, and no
   * invocation of its own where it would be the same as the last one.
   */
  final Token token;
  final int partition;
  final Invocation invocation;

  /**
   * What is read, calls and lazy chunks, in the order in which the invocation takes what they give:
   * the first, or a list of all when they are more than two; null when there are none.
   */
  private final @Nullable Object first;

  private final @Nullable Object second;

  private CallNode(
      Key key, Invocation invocation, @Nullable Object first, @Nullable Object second) {
    this.token = key.token();
    this.partition = key.partition();
    this.invocation = invocation;
    this.first = first;
    this.second = second;
  }

  /** A call of {@code function}, one of the kinds of {@link TaskFunction}, from the user's line. */
  public static CallNode of(Object function) {
    return of(function, NOTHING, null, null);
  }

  /** The same with the result of a call. */
  public static CallNode of(Object function, CallNode only) {
    return of(function, ONE, only, null);
  }

  /** The same with the results of two calls. */
  public static CallNode of(Object function, CallNode first, CallNode second) {
    return of(function, TWO, first, second);
  }

  /** The same with arguments of all kinds. */
  public static CallNode of(Object function, CallArguments arguments) {
    List<Object> inputs = arguments.inputs();
    return switch (inputs.size()) {
      case 0 -> of(function, arguments.arguments(), null, null);
      case 1 -> of(function, arguments.arguments(), inputs.get(0), null);
      case 2 -> of(function, arguments.arguments(), inputs.get(0), inputs.get(1));
      default -> of(function, arguments.arguments(), inputs, null);
    };
  }

  private static CallNode of(
      Object function, List<Argument> arguments, @Nullable Object first, @Nullable Object second) {
    FunctionSite site = FunctionSite.of(function);
    return new CallNode(site.nextKey(), site.invocation(function, arguments), first, second);
  }

  /** How many calls and lazy chunks it reads. */
  int inputs() {
    if (first instanceof List<?> several) {
      return several.size();
    }
    return first == null ? 0 : second == null ? 1 : 2;
  }

  /** One of them, a {@link CallNode} or {@link LazyChunks}. */
  Object input(int number) {
    Object input =
        first instanceof List<?> several ? several.get(number) : number == 0 ? first : second;
    return Objects.requireNonNull(input);
  }

  /** What is called, and the user's line. */
  public Origin origin() {
    return invocation.origin();
  }

  /** The name of the result. */
  public Key key() {
    return token.at(partition);
  }

  /** The same call, called {@code label}. */
  public CallNode labelled(String label) {
    return new CallNode(
        key(),
        new Invocation(
            invocation.function(),
            invocation.arguments(),
            new Origin(label, invocation.origin().where())),
        first,
        second);
  }

  /**
   * The same call, keyed by what it calls with what: equal ones are carried out once.
   *
   * @throws dev.quern.engine.PlanException when an argument has no structure to make a key of
   */
  public CallNode pure() {
    List<Object> content = new ArrayList<>();
    content.add(FunctionSite.identity(invocation.function()));
    for (Argument argument : invocation.arguments()) {
      addStructure(argument, content);
    }
    for (int i = 0; i < inputs(); i++) {
      content.add(
          input(i) instanceof CallNode call ? call.key() : ((LazyChunks) input(i)).outputs());
    }
    return new CallNode(Token.of("pure", content.toArray()).at(0), invocation, first, second);
  }

  private static void addStructure(Argument argument, List<Object> content) {
    switch (argument) {
      case Argument.Next _ -> content.add("next");
      case Argument.Constant constant -> content.add(constant);
      case Argument.Several(List<Argument> parts) -> {
        content.add(parts.size());
        parts.forEach(part -> addStructure(part, content));
      }
      case Argument.Whole whole -> content.add(whole.count());
    }
  }
}
