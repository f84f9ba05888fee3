package dev.quern.scheduler.task;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a plain method that is part of a graph not built yet. Immutable; knows the calls and
 * chunks it reads, and so all of its graph.
 */
public final class CallNode {
  /* Of its key: a million calls are written as a million nodes, and keys would be as many again. */
  final Token token;
  final int partition;
  final Invocation invocation;
  /* Calls and lazy chunks, in the order in which the invocation takes what they give. */
  final List<Object> inputs;

  private CallNode(Key key, Invocation invocation, List<Object> inputs) {
    this.token = key.token();
    this.partition = key.partition();
    this.invocation = invocation;
    this.inputs = inputs;
  }

  /** A call of {@code function}, one of the kinds of {@link TaskFunction}, from the user's line. */
  public static CallNode of(Object function, CallArguments arguments) {
    FunctionSite site = FunctionSite.of(function);
    return new CallNode(
        site.nextKey(),
        new Invocation(function, arguments.arguments(), site.origin(function)),
        arguments.inputs());
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
        inputs);
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
    for (Object input : inputs) {
      content.add(input instanceof CallNode call ? call.key() : ((LazyChunks) input).outputs());
    }
    return new CallNode(Token.of("pure", content.toArray()).at(0), invocation, inputs);
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
