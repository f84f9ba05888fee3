package dev.quern.dataframes;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.Aggregator;
import dev.quern.engine.agg.Collect;
import dev.quern.engine.agg.Distinct;
import dev.quern.engine.agg.Mode;
import dev.quern.engine.agg.Quantile;
import dev.quern.engine.expr.AggregateCall;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.window.WindowFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be computed over the rows of each group: {@code sum("x")}, {@code
 * mean(col("a").plus("b")).as("m")}. Without {@link #as} it is called after what it computes, as in
 * {@code sum(x)}.
 *
 * <p>It is a column of {@code agg}: {@code agg(sum("a").divide(sum("b")).as("ratio"))} computes
 * with the aggregates of each group. Anywhere else it is an error that says so.
 */
public final class Aggregation extends Column {
  private final String verb;
  private final AggregateFunction function;
  private final List<Column> inputs;

  /** Takes the values of a list that was collected out of what they are ordered by. */
  private final UnaryOperator<Expr> arranged;

  private final UnaryOperator<Expr> finish;

  Aggregation(String verb, AggregateFunction function, List<Column> inputs) {
    this(verb, function, inputs, UnaryOperator.identity());
  }

  /**
   * @param finish what is made of the function's value
   */
  Aggregation(
      String verb, AggregateFunction function, List<Column> inputs, UnaryOperator<Expr> finish) {
    this(verb, function, inputs, Optional.empty(), UnaryOperator.identity(), finish);
  }

  private Aggregation(
      String verb,
      AggregateFunction function,
      List<Column> inputs,
      Optional<String> name,
      UnaryOperator<Expr> arranged,
      UnaryOperator<Expr> finish) {
    super(name, schema -> finish.apply(arranged.apply(call(verb, function, inputs, schema))));
    this.verb = verb;
    this.function = function;
    this.inputs = List.copyOf(inputs);
    this.arranged = arranged;
    this.finish = finish;
  }

  /** The same in a column called {@code newName}. */
  @Override
  public Aggregation as(String newName) {
    return new Aggregation(verb, function, inputs, Optional.of(newName), arranged, finish);
  }

  /**
   * The same over the rows in which {@code condition} is true, as with {@code FILTER} in SQL: the
   * other rows still make groups.
   */
  public Aggregation filter(Column condition) {
    if (inputs.isEmpty()) {
      Column one = Column.of(true);
      return new Aggregation(
          verb, AggregateFunction.COUNT, List.of(where(condition, one)), name(), arranged, finish);
    }
    if (function instanceof Collect collect && collect.keepsNulls()) {
      throw new PlanException(
          "the rows of collectList cannot be filtered: filter those of the frame, or use"
              + " collectNonNull");
    }
    return new Aggregation(
        verb,
        function,
        inputs.stream().map(input -> where(condition, input)).toList(),
        name(),
        arranged,
        finish);
  }

  private static Column where(Column condition, Column value) {
    return new Column(
        value.name(),
        schema -> {
          Expr bound = value.bind(schema);
          return Exprs.when(condition.bind(schema), bound, Exprs.nullOf(bound.type()));
        });
  }

  /**
   * The same over the different values alone, as with {@code DISTINCT} in SQL; lists of values have
   * them in the order of first appearance.
   */
  public Aggregation distinct() {
    if (function instanceof Collect) {
      return new Aggregation(
          verb + "Distinct",
          function,
          inputs,
          name(),
          arranged,
          list -> finish.apply(Lists.distinct(list)));
    }
    AggregateFunction different =
        function.equals(AggregateFunction.COUNT)
            ? AggregateFunction.COUNT_DISTINCT
            : new Distinct(function);
    return new Aggregation(verb + "Distinct", different, inputs, name(), arranged, finish);
  }

  /**
   * The same with the values of a group in this order, as {@link DataFrame#sort} takes it: {@code
   * stringAgg("name", ", ").orderBy(desc("age"))}. Of aggregates that make a list first; further
   * keys stand behind those given before.
   */
  public Aggregation orderBy(Object... keys) {
    if (!(function instanceof Collect collect)) {
      throw new PlanException(
          "%s makes no list of the values, which could be in order; of a first or last value in an order write argMin or argMax"
              .formatted(verb));
    }
    List<SortKey> order = Stream.of(keys).map(Arguments::sortKey).toList();
    if (order.isEmpty()) {
      throw new PlanException("an order of values needs at least one key");
    }
    Column both = Collected.ordered(inputs.getFirst(), order, collect.keepsNulls());
    UnaryOperator<Expr> values = Collected.inOrder(order);
    return new Aggregation(
        verb, function, List.of(both), name(), list -> arranged.apply(values.apply(list)), finish);
  }

  /**
   * The aggregate over the rows of {@code window} for each row: a column for {@code select} and
   * {@code withColumns}.
   */
  public Column over(Window window) {
    return Column.computed(
        schema -> {
          List<Expr> bound = inputs.stream().map(column -> column.bind(schema)).toList();
          boolean isList = isMadeOfList(function, bound);
          AggregateFunction framed = isList ? new Collect(false) : function;
          Expr value =
              window.bind(new WindowFunction.Framed(framed, window.frame(schema)), inputs, schema);
          return finish.apply(arranged.apply(isList ? Collected.of(function, value) : value));
        });
  }

  private static Expr call(
      String verb, AggregateFunction function, List<Column> inputs, Schema schema) {
    List<Expr> bound =
        inputs.stream()
            .map(column -> WindowPlans.none(column.bind(schema), "an aggregate"))
            .toList();
    return call(verb, function, bound);
  }

  /* Whether it keeps all values, but these fit no word, so that it is made of their list. */
  private static boolean isMadeOfList(AggregateFunction function, List<Expr> inputs) {
    if (inputs.isEmpty()) {
      return false;
    }
    DType type = inputs.getFirst().type();
    return (function instanceof Mode && !Mode.takes(type))
        || (function instanceof Quantile && type instanceof DecimalType && !Mode.takes(type));
  }

  /* Lists and structs are aggregated as the bytes that stand for them. */
  private static Expr call(String verb, AggregateFunction function, List<Expr> bound) {
    if (isMadeOfList(function, bound)) {
      Exprs.requireKey(
          "aggregated by " + verb, bound.getFirst().toString(), bound.getFirst().type());
      return Collected.of(function, new AggregateCall(new Collect(false), bound));
    }
    if (function.equals(AggregateFunction.COUNT) || function instanceof Collect) {
      return checked(new AggregateCall(function, bound));
    }
    if (function instanceof Aggregator) {
      bound.forEach(input -> Exprs.requireFlat("aggregated by " + verb, input));
    }
    List<Expr> keys =
        bound.stream().map(input -> Exprs.key("aggregated by " + verb, input)).toList();
    // Of the values themselves, since an error is to name their types.
    DType type = function.resultType(bound.stream().map(Expr::type).toList());
    return Exprs.ofKey(checked(new AggregateCall(function, keys)), type);
  }

  /* Fails here, at the user's call, when the function does not take its input. */
  private static AggregateCall checked(AggregateCall call) {
    call.type();
    return call;
  }

  /** The aggregate over an input of {@code schema}, checked, under its name. */
  NamedExpr named(Schema schema) {
    Expr value = bind(schema);
    List<Expr> bound = inputs.stream().map(column -> column.bind(schema)).toList();
    return new NamedExpr(name().orElseGet(() -> derived(bound)), value);
  }

  /** {@code sum(x)}, {@code corr(x, y)}; a computed input by its expression. */
  private String derived(List<Expr> bound) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < bound.size(); i++) {
      String expression = bound.get(i).toString();
      arguments.add(inputs.get(i).name().orElse(expression));
    }
    return "%s(%s)".formatted(verb, String.join(", ", arguments));
  }

  /** The name given, or what this prints as. */
  String label() {
    return name().orElseGet(this::toString);
  }

  @Override
  public String toString() {
    return verb
        + inputs.stream()
            .map(input -> input.name().orElseGet(input::toString))
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
